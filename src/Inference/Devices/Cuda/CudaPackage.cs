namespace Toolchain.Inference.Devices.Cuda;

/// <summary>What brings a library that CUDA needs.</summary>
/// <param name="Part">What the library is, such as <c>cuBLAS of CUDA 13</c>.</param>
/// <param name="Install">How to get it.</param>
/// <param name="Apt">Its package in NVIDIA's repositories; null: it has none there.</param>
/// <param name="Python">Its package in Python's index; null: it has none there.</param>
internal sealed record CudaPackage(string Part, string Install, string? Apt = null, string? Python = null)
{
    /// <summary>The image that holds everything but the driver; the driver comes from the host with <c>--gpus all</c>.</summary>
    public const string Container = "nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04";

    /// <summary>The earliest driver that runs programs of CUDA 13.</summary>
    public const string EarliestDriver = "580";

    // The packages for CUDA 13. The numbers in the names of libraries are those of each library, not of CUDA.
    private static readonly (string Begins, string Part, string Apt, string Python)[] Known =
    [
        ("cudnn", "cuDNN 9 for CUDA 13", "libcudnn9-cuda-13", "nvidia-cudnn-cu13"),
        ("cublas", "cuBLAS of CUDA 13", "libcublas-13-0", "nvidia-cublas"),
        ("curand", "cuRAND of CUDA 13", "libcurand-13-0", "nvidia-curand"),
        ("cufft", "cuFFT of CUDA 13", "libcufft-13-0", "nvidia-cufft"),
        ("cudart", "the runtime of CUDA 13", "cuda-cudart-13-0", "nvidia-cuda-runtime"),
        ("nvrtc", "the run-time compiler of CUDA 13", "cuda-nvrtc-13-0", "nvidia-cuda-nvrtc"),
        ("nvjitlink", "the linker of CUDA 13", "libnvjitlink-13-0", "nvidia-nvjitlink"),
    ];

    /// <summary>What brings the driver's library.</summary>
    public static CudaPackage Driver { get; } = new("the NVIDIA driver", $"install NVIDIA's driver {EarliestDriver} or later; in a container, start it with --gpus all");

    /// <summary>What brings a library.</summary>
    /// <param name="library">Its file name on Linux or Windows, such as <c>libcublasLt.so.13</c> or <c>cublasLt64_13.dll</c>.</param>
    public static CudaPackage Of(string library)
    {
        var name = library.StartsWith("lib", StringComparison.Ordinal) ? library[3..] : library;
        if (name.StartsWith("cuda.so", StringComparison.OrdinalIgnoreCase) || name.StartsWith("nvcuda", StringComparison.OrdinalIgnoreCase))
        {
            return Driver;
        }

        if (name.StartsWith("onnxruntime", StringComparison.OrdinalIgnoreCase))
        {
            return new("a part of ONNX Runtime's build for CUDA", "copy the whole build, build with -p:Gpu=true, or name a whole build's folder with --native");
        }

        var (_, part, apt, python) = Known.FirstOrDefault(known => name.StartsWith(known.Begins, StringComparison.OrdinalIgnoreCase));
        return part is null
            ? new("a library of this system", "install the package that holds it")
            : new(part, Installing([apt], [python]), apt, python);
    }

    /// <summary>How to get some packages.</summary>
    public static string Installing(IEnumerable<string> apt, IEnumerable<string> python) => OperatingSystem.IsWindows()
        ? $"pip install {string.Join(' ', python)} and add the folders nvidia\\*\\bin of its site-packages to PATH, or install CUDA 13 and cuDNN 9 from NVIDIA"
        : $"apt install {string.Join(' ', apt)} (NVIDIA's repository), or pip install {string.Join(' ', python)} and add the folders nvidia/*/lib of its site-packages to LD_LIBRARY_PATH, or run in {Container}";
}
