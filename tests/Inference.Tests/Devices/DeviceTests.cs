using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Tests.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Devices;

public sealed class DeviceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_build_without_cuda_says_so_and_how_to_get_one()
    {
        Assert.SkipWhen(Runtime.Providers.Contains(CudaFault.Provider), "this build has CUDA");

        var run = Evaluate("cuda");

        Assert.Equal(4, run.Code);
        Assert.Contains("this build contains ONNX Runtime for the CPU only (providers: CPUExecutionProvider", run.Error);
        Assert.Contains("-p:Gpu=true", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Auto_tells_in_one_line_what_it_took_and_why()
    {
        Assert.SkipWhen(Runtime.Providers.Contains(CudaFault.Provider), "this build has CUDA");

        var run = Evaluate("auto");

        Assert.Equal(0, run.Code);
        Assert.Contains("\"device\":\"cpu\"", run.Output);
        Assert.StartsWith("inference: device cpu: this build contains ONNX Runtime for the CPU only", run.Error);
        Assert.Equal(1, run.Error.Count(letter => letter == '\n'));
    }

    [Fact]
    public void The_cpu_needs_no_explanation() => Assert.Empty(Evaluate("cpu").Error);

    [Theory]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory", "libcublasLt.so.13", "the CUDA 13 runtime libraries")]
    [InlineData("libcudnn.so.9: cannot open shared object file: No such file or directory", "libcudnn.so.9", "cuDNN 9 for CUDA 13")]
    [InlineData("libcuda.so.1: cannot open shared object file: No such file or directory", "libcuda.so.1", "the NVIDIA driver")]
    [InlineData("/app/libonnxruntime_providers_cuda.so: cannot open shared object file: No such file or directory", "libonnxruntime_providers_cuda.so", "a complete build with -p:Gpu=true")]
    [InlineData("Error loading \"C:\\app\\onnxruntime_providers_cuda.dll\" which depends on \"cublasLt64_13.dll\" which is missing.", "cublasLt64_13.dll", "the CUDA 13 runtime libraries")]
    public void A_missing_library_is_named_with_what_brings_it(string message, string library, string package)
    {
        var fault = CudaFault.From(message, new InvalidOperationException(message));

        Assert.Equal(ExitCode.DeviceUnavailable, fault.Code);
        Assert.Contains(library, fault.Found);
        Assert.Contains(package, fault.Expected);
    }

    [Fact]
    public void A_machine_without_a_gpu_is_told_in_the_drivers_words()
    {
        var fault = CudaFault.From("CUDA failure 100: no CUDA-capable device is detected ; GPU=-1\nmore", new InvalidOperationException());

        Assert.Equal(ExitCode.DeviceUnavailable, fault.Code);
        Assert.Contains("no CUDA-capable device is detected", fault.Found);
        Assert.DoesNotContain("more", fault.Found);
    }

    private InferenceRun Evaluate(string device) => InferenceRun.Of(
        "evaluate", "--model", new LinearModel().Write(folder["m.onnx"]), "--data", TinyDataset.Write(folder["data"]), "--device", device, "--format", "json");
}
