using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Cuda;
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

    private InferenceRun Evaluate(string device) => InferenceRun.Of(
        "evaluate", "--model", new LinearModel().Write(folder["m.onnx"]), "--data", TinyDataset.Write(folder["data"]), "--device", device, "--format", "json");
}
