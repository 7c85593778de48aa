using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Programs;

/// <summary>Every way to end, through the real executables.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public ExitCodeTests()
    {
        TinyDataset.Write(folder["data"]);
        TinyCheckpoint.Make().Save(folder["checkpoint.safetensors"]);
        File.WriteAllText(folder["text.png"], "no picture");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Done_is_0()
    {
        Expect(0, "trainer", "train", "--data", "data", "--epochs", "1", "--output", "run");
        Expect(0, "exporter", "export", "run", "--data", "data");
        Expect(0, "exporter", "inspect", "run/model.onnx");
        Expect(0, "inference", "evaluate", "--model", "run/model.onnx", "--data", "data");
        Expect(0, "inference", "inspect", "--model", "run/model.onnx");
        Expect(0, "trainer", "resume", "run", "--epochs", "2");
    }

    [Fact]
    public void A_failed_check_is_1()
    {
        Expect(0, "exporter", "export", "checkpoint.safetensors", "--output", "m.onnx");
        Expect(1, "inference", "evaluate", "--model", "m.onnx", "--data", "data", "--min-accuracy", "1");
        Expect(1, "inference", "classify", "text.png", "--model", "m.onnx");
        Expect(1, "trainer", "train", "--data", "data", "--rate", "1e30", "--schedule", "constant", "--output", "diverged");
    }

    [Theory]
    [InlineData("trainer")]
    [InlineData("trainer", "trian")]
    [InlineData("trainer", "train", "--epochs", "0", "--data", "data")]
    [InlineData("exporter")]
    [InlineData("exporter", "export")]
    [InlineData("exporter", "export", "checkpoint.safetensors", "--opset", "1")]
    [InlineData("exporter", "export", "checkpoint.safetensors", "--output", "text.png")]
    [InlineData("inference")]
    [InlineData("inference", "classify")]
    [InlineData("trainer", "train", "--data", "data", "--output", "")]
    [InlineData("exporter", "export", "")]
    [InlineData("inference", "classify", " ")]
    [InlineData("inference", "evaluate", "--min-accuracy", "97")]
    [InlineData("inference", "evaluate", "--device", "tpu")]
    public void Wrong_usage_is_2(params string[] command) => Expect(2, command[0], command[1..]);

    [Theory]
    [InlineData("trainer", "train", "--data", "nowhere")]
    [InlineData("trainer", "resume", "nowhere")]
    [InlineData("exporter", "export", "nowhere")]
    [InlineData("exporter", "export", "text.png")]
    [InlineData("exporter", "inspect", "text.png")]
    [InlineData("inference", "evaluate", "--model", "text.png", "--data", "data")]
    [InlineData("inference", "evaluate", "--model", "nowhere.onnx", "--data", "data")]
    [InlineData("inference", "inspect", "--model", "text.png")]
    public void Bad_input_is_3(params string[] command) => Expect(3, command[0], command[1..]);

    [Fact]
    public void A_device_that_is_not_there_is_4()
    {
        Expect(0, "exporter", "export", "checkpoint.safetensors", "--output", "m.onnx");

        var outcome = ToolProcess.Run(folder.Path, "inference", "evaluate", "--model", "m.onnx", "--data", "data", "--device", "cuda");

        Assert.True(outcome.Code == 4, outcome.ToString());
        Assert.Contains("-p:Gpu=true", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void An_interruption_is_130_or_143_and_resumes_to_the_bytes_of_an_uninterrupted_run(string signal, int code)
    {
        string[] plan = ["train", "--data", "data", "--epochs", "400", "--batch-size", "4"];
        using (var training = ToolProcess.Start(folder.Path, "trainer", [.. plan, "--output", "cut"]))
        {
            for (var rows = 0; rows < 4; rows++)
            {
                Assert.NotNull(training.ReadLine());
            }

            training.Signal(signal);
            var outcome = training.End();
            Assert.True(outcome.Code == code, outcome.ToString());
            Assert.Contains("trainer resume cut", outcome.Error, StringComparison.Ordinal);
        }

        Assert.InRange(Checkpoint.Load(folder["cut/checkpoint.safetensors"]).Progress.Epoch, 3, 399);
        Expect(0, "trainer", "resume", "cut");
        Expect(0, "trainer", [.. plan, "--output", "whole"]);
        Assert.Equal(File.ReadAllBytes(folder["whole/checkpoint.safetensors"]), File.ReadAllBytes(folder["cut/checkpoint.safetensors"]));
    }

    [Fact]
    public void What_is_refused_leaves_no_file_behind()
    {
        var before = folder.Files;

        Expect(3, "trainer", "train", "--data", "nowhere", "--output", "run");
        Expect(2, "trainer", "train", "--data", "data", "--output", "text.png/run");
        Expect(3, "exporter", "export", "text.png", "--output", "m.onnx");
        Expect(2, "exporter", "export", "checkpoint.safetensors", "--output", "text.png/m.onnx");

        Assert.Equal(before, folder.Files);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void Notes_that_nobody_can_read_do_not_cost_the_result(string redirection)
    {
        Expect(0, "exporter", "export", "checkpoint.safetensors", "--output", "m.onnx");

        var outcome = InShell("inference", $"inspect --model m.onnx --format json {redirection}");

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.StartsWith("{", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, InShell("inference", $"inspect --model nowhere.onnx {redirection}").Code);
    }

    [Theory]
    [InlineData(">&-", 2, "standard output is closed")]
    [InlineData(">/dev/full", 75, "expected:")]
    public void A_result_that_cannot_be_written_is_said(string redirection, int code, string said)
    {
        Expect(0, "exporter", "export", "checkpoint.safetensors", "--output", "m.onnx");

        var outcome = InShell("inference", $"inspect --model m.onnx {redirection}");

        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private Outcome InShell(string tool, string words) => ToolProcess.RunAny(folder.Path, "sh", "-c", $"'{Path.Combine(AppContext.BaseDirectory, tool)}' {words}");

    private void Expect(int code, string tool, params string[] arguments)
    {
        var outcome = ToolProcess.Run(folder.Path, tool, arguments);

        Assert.True(outcome.Code == code, $"{tool} {string.Join(' ', arguments)}: {outcome}");
        if (code is 2 or 3)
        {
            Assert.Contains("expected:", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("next:", outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        }
    }
}
