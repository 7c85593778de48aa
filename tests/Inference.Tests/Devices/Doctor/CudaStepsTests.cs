using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Devices.Doctor;

namespace Toolchain.Inference.Tests.Devices.Doctor;

public class CudaStepsTests
{
    private static readonly CudaDriver Works = new("580.65.06", "13.0", [new CudaGpu("NVIDIA H100", 80L << 30)], null);
    private static readonly CudaLibrary Found = new("libcublas.so.13", "cuBLAS of CUDA 13", OnDemand: false, Path: "/usr/lib/libcublas.so.13");
    private static readonly CudaLibrary Missing = new("libcublasLt.so.13", "cuBLAS of CUDA 13", OnDemand: false, Words: "cannot open");
    private static readonly CudaLibrary MissingOnDemand = new("libcudnn.so.9", "cuDNN 9 for CUDA 13", OnDemand: true, Words: "cannot open");

    public CudaStepsTests() => Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS has one step only");

    [Fact]
    public void Where_all_is_there_is_nothing_to_do() => Assert.Empty(Steps(Works, Found));

    [Fact]
    public void A_build_for_the_cpu_is_the_first_step() => Assert.StartsWith("take a build of ONNX Runtime for CUDA: build with -p:Gpu=true", CudaExamination.Steps(inBuild: false, null, Works, []).First());

    [Fact]
    public void A_build_without_a_part_of_itself_is_copied_whole() =>
        Assert.StartsWith("copy the whole build", Assert.Single(CudaExamination.Steps(inBuild: true, "/n/libonnxruntime_providers_shared.so: cannot open shared object file", Works, [Found])));

    [Fact]
    public void A_missing_driver_is_installed() => Assert.Contains("driver 580", Assert.Single(Steps(new CudaDriver(null, null, [], "cannot open"), Found)));

    [Fact]
    public void An_old_driver_is_updated() => Assert.Contains("runs CUDA 12.8 at most", Assert.Single(Steps(Works with { Cuda = "12.8" }, Found)));

    [Fact]
    public void A_driver_without_a_gpu_is_given_one() => Assert.Contains("no CUDA-capable device is detected", Assert.Single(Steps(Works with { Words = "no CUDA-capable device is detected (CUDA error 100)", Gpus = [] }, Found)));

    [Fact]
    public void Libraries_are_installed_in_one_step_each_package_once()
    {
        var step = Assert.Single(Steps(Works, Missing, Missing with { Name = "libcublas.so.13" }, MissingOnDemand));

        Assert.Contains("nvidia-cublas nvidia-cudnn-cu13", step);
        Assert.EndsWith("(libcublasLt.so.13, libcublas.so.13; where a model needs it: libcudnn.so.9)", step);
    }

    [Fact]
    public void A_library_that_lies_where_the_loader_does_not_look_is_not_installed_again()
    {
        var step = Assert.Single(Steps(Works, Missing with { Elsewhere = "/site-packages/nvidia/cu13/lib/libcublasLt.so.13" }));

        Assert.StartsWith("add ", step);
        Assert.Contains("lib", step);
        Assert.DoesNotContain("install", step);
    }

    [Fact]
    public void Another_version_is_no_substitute() => Assert.Contains("nvidia-cublas", Assert.Single(Steps(Works, Missing with { Elsewhere = "/usr/local/cuda/lib64/libcublasLt.so.12" })));

    [Fact]
    public void A_library_that_does_not_fit_is_replaced_where_the_loader_finds_it() =>
        Assert.StartsWith("replace /usr/lib/libcublas.so.13, ", Assert.Single(CudaExamination.Steps(inBuild: true, "undefined symbol: f, version libcublas.so.13", Works, [Found])));

    private static IEnumerable<string> Steps(CudaDriver driver, params CudaLibrary[] libraries) => CudaExamination.Steps(inBuild: true, null, driver, libraries);
}
