using System.Text.Json;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Devices;

/// <summary>Every report says what was asked for, what ran, and with which library and settings.</summary>
public sealed class DeviceReportTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string model;

    public DeviceReportTests()
    {
        Assert.SkipWhen(Runtime.Providers.Contains(CudaFault.Provider), "this build has CUDA");
        model = new LinearModel().Write(folder["m.onnx"]);
        TinyDataset.Write(folder["data"]);
        File.WriteAllBytes(folder["7.png"], PngBytes.Of(28, 28, [.. Enumerable.Range(0, 28 * 28).Select(i => (byte)(i % 28 is 13 or 14 && i / 28 is > 4 and < 24 ? 255 : 0))]));
    }

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Commands => ["evaluate", "bench", "inspect", "doctor"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_report_names_the_device_asked_for_and_the_one_that_ran(string command)
    {
        var report = Report(command, "--device", "auto");

        Assert.Equal("auto", report.GetProperty("requestedDevice").GetString());
        Assert.Equal("cpu", report.GetProperty("device").GetString());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_report_names_the_library_and_the_settings(string command)
    {
        var runtime = Report(command, "--device", "cpu", "--session", "intra-op-threads=2,spinning=true,session.set_denormal_as_zero=1").GetProperty("runtime");

        Assert.Equal(Runtime.Version, runtime.GetProperty("version").GetString());
        Assert.Equal(Runtime.Library, runtime.GetProperty("library").GetString());
        Assert.Equal($"{new SessionPlan(IntraOpThreads: 2, Spinning: true) { Entries = [("session.set_denormal_as_zero", "1")] }}", runtime.GetProperty("session").GetString());
    }

    [Fact]
    public void Each_answer_of_classify_names_both_devices()
    {
        var run = InferenceRun.Of("classify", folder["7.png"], "--model", model, "--format", "json");
        var answer = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;

        Assert.Equal(("auto", "cpu"), (answer.GetProperty("requestedDevice").GetString(), answer.GetProperty("device").GetString()));
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("evaluate")]
    [InlineData("bench")]
    [InlineData("inspect")]
    [InlineData("doctor")]
    public void A_device_that_is_not_there_ends_every_command_with_4(string command)
    {
        var run = InferenceRun.Of(Line(command, "--device", "cuda"));

        Assert.Equal(4, run.Code);
        Assert.StartsWith("inference: this build contains ONNX Runtime for the CPU only", run.Error);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("evaluate")]
    [InlineData("bench")]
    [InlineData("inspect")]
    [InlineData("doctor")]
    public void Settings_that_are_none_are_wrong_usage_in_every_command(string command)
    {
        var run = InferenceRun.Of(Line(command, "--session", "spining=true"));

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("did you mean 'spinning'?", run.Error);
    }

    [Fact]
    public void Answers_do_not_depend_on_the_settings()
    {
        string[] settings = ["spinning=true", "arena=false,memory-pattern=false", "optimization=none", "execution=parallel,inter-op-threads=2", "intra-op-threads=2"];

        Assert.Single(settings.Append("spinning=false").Select(setting => Report("evaluate", "--device", "cpu", "--session", setting).GetProperty("confusion").GetRawText()).Distinct());
    }

    [Fact]
    public void Threads_of_evaluate_are_the_sessions() =>
        Assert.StartsWith("intra-op-threads=3,", Report("evaluate", "--device", "cpu", "--threads", "3").GetProperty("runtime").GetProperty("session").GetString());

    [Fact]
    public void Bench_compares_settings_in_rows_of_their_own()
    {
        string[] line = [.. Line("bench", "--device", "cpu", "--threads", "1", "2", "--session", "arena=true", "arena=false"), "--format"];
        var rows = InferenceRun.Of([.. line, "csv"]).Lines;
        var table = InferenceRun.Of([.. line, "table"]);

        Assert.Equal(["intra-op-threads=1,inter-op-threads=1,spinning=false,arena=true", "intra-op-threads=2,inter-op-threads=1,spinning=false,arena=true", "intra-op-threads=1,inter-op-threads=1,spinning=false,arena=false", "intra-op-threads=2,inter-op-threads=1,spinning=false,arena=false"], rows.Skip(1).Select(row => row.Split('"')[1].Split(",memory")[0]));
        Assert.Contains("session 1: inter-op-threads=1,spinning=false,arena=true,", table.Output);
        Assert.Contains("session 2: inter-op-threads=1,spinning=false,arena=false,", table.Output);
        Assert.Contains($"ONNX Runtime {Runtime.Version}, {Runtime.Library}; device cpu was asked for", table.Output);
    }

    private JsonElement Report(string command, params string[] options)
    {
        var run = InferenceRun.Of([.. Line(command, options), "--format", "json"]);

        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Lines[0]).RootElement;
    }

    private string[] Line(string command, params string[] options) =>
    [
        command,
        .. command switch
        {
            "classify" => [folder["7.png"]],
            "evaluate" => ["--data", folder["data"]],
            "bench" => ["--seconds", "0.01", "--batch", "1"],
            _ => (string[])[],
        },
        "--model", model, .. options,
    ];
}
