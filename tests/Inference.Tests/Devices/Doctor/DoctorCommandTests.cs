using System.Text.Json;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Devices.Doctor;
using Toolchain.Inference.Tests.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Devices.Doctor;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_cpu_works_and_everything_that_was_found_is_in_the_report()
    {
        var run = Doctor("--device", "cpu", "--format", "json");
        var report = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal("cpu", report.GetProperty("device").GetString());
        Assert.Equal("cpu", report.GetProperty("requestedDevice").GetString());
        Assert.Equal(Runtime.Version, report.GetProperty("runtime").GetProperty("version").GetString());
        Assert.True(File.Exists(report.GetProperty("runtime").GetProperty("library").GetString()));
        Assert.Contains("CPUExecutionProvider", report.GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()));
        Assert.StartsWith("Microsoft.ML.OnnxRuntime", report.GetProperty("package").GetString());
        Assert.Equal($"{new SessionPlan()}", report.GetProperty("runtime").GetProperty("session").GetString());
        Assert.Equal(Environment.ProcessorCount, report.GetProperty("processor").GetProperty("processors").GetInt32());
        Assert.NotEmpty(report.GetProperty("processor").GetProperty("features").EnumerateArray());
        Assert.True(OperatingSystem.IsMacOS() || report.GetProperty("cuda").GetProperty("libraries").GetArrayLength() > 0);
    }

    [Fact]
    public void Cuda_that_does_not_work_ends_with_4_and_steps_after_the_whole_report()
    {
        Assert.SkipWhen(Runtime.Providers.Contains(CudaFault.Provider), "this build has CUDA");

        var run = Doctor("--device", "cuda");

        Assert.Equal(4, run.Code);
        Assert.Contains("  1. take a build of ONNX Runtime for CUDA", run.Output);
        Assert.Contains("CUDA provider  not in this build\n", run.Output);
        Assert.EndsWith("device cuda does not work: this build contains ONNX Runtime for the CPU only (providers: CPUExecutionProvider)\n", run.Output);
        Assert.StartsWith("inference: this build contains ONNX Runtime for the CPU only", run.Error);
    }

    [Fact]
    public void Auto_says_what_works_and_why_not_cuda()
    {
        Assert.SkipWhen(Runtime.Providers.Contains(CudaFault.Provider), "this build has CUDA");

        var run = Doctor();

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith("device cpu works (auto was asked for: this build contains ONNX Runtime for the CPU only (providers: CPUExecutionProvider))\n", run.Output);
    }

    [Fact]
    public void A_model_that_does_not_run_ends_with_3_after_the_report()
    {
        File.WriteAllText(folder["m.onnx"], "no model");

        var run = InferenceRun.Of("doctor", "--model", folder["m.onnx"], "--device", "cpu");

        Assert.Equal(3, run.Code);
        Assert.Contains("ONNX Runtime", run.Output);
        Assert.Contains("device cpu does not work: ", run.Output);
        Assert.Contains("is no ONNX file", run.Error);
    }

    [Fact]
    public void Flags_of_a_processor_are_told_in_one_order_and_without_the_uninteresting_ones()
    {
        Assert.Equal(["fma", "avx2", "amx_int8"], Processor.Of("fpu vme amx_int8 avx2 sse2 fma"));
        Assert.Null(Processor.Of(null));
    }

    private InferenceRun Doctor(params string[] arguments) => InferenceRun.Of(["doctor", "--model", new LinearModel().Write(folder["m.onnx"]), .. arguments]);
}
