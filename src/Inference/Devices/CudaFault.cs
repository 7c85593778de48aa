using System.Text.RegularExpressions;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Devices;

/// <summary>Turns ONNX Runtime's words about a missing GPU into what is missing and what brings it.</summary>
internal static partial class CudaFault
{
    /// <summary>The CUDA execution provider, as ONNX Runtime calls it.</summary>
    public const string Provider = "CUDAExecutionProvider";

    /// <summary>The fault of a build whose native library has no CUDA.</summary>
    public static ToolException NotInBuild(IEnumerable<string> providers) => new(
        ExitCode.DeviceUnavailable,
        $"this build contains ONNX Runtime for the CPU only (providers: {string.Join(", ", providers)})",
        $"a build with {Provider}, CUDA 13 and cuDNN 9 for --device {DeviceName.Cuda}",
        $"build with -p:Gpu=true, or run with --device {DeviceName.Cpu}");

    /// <summary>Whether a message speaks of the GPU or its libraries, and not of the model.</summary>
    public static bool IsMeantBy(string message) => AboutCuda().IsMatch(message);

    /// <summary>The fault behind a message of ONNX Runtime or the system's loader.</summary>
    public static ToolException From(string message, Exception cause)
    {
        var library = MissingLibrary(message);
        return library is null
            ? new ToolException(
                ExitCode.DeviceUnavailable,
                $"CUDA does not work here: {FirstLine(message)}",
                "an NVIDIA GPU with a driver for CUDA 13, visible to this process",
                $"check the driver with nvidia-smi, or run with --device {DeviceName.Cpu}",
                cause)
            : new ToolException(
                ExitCode.DeviceUnavailable,
                $"the library {library} is missing",
                $"{PackageOf(library)} on the library path",
                $"install {PackageOf(library)}, or run with --device {DeviceName.Cpu}",
                cause);
    }

    /// <summary>The library that the loader did not find, or null when the message names none.</summary>
    public static string? MissingLibrary(string message)
    {
        var match = LoaderOnLinux().Match(message) is { Success: true } linux ? linux : LoaderOnWindows().Match(message);
        return match.Success ? match.Groups["library"].Value : null;
    }

    /// <summary>What to install for a library.</summary>
    public static string PackageOf(string library) => library.ToUpperInvariant() switch
    {
        var name when name.Contains("CUDNN", StringComparison.Ordinal) => "cuDNN 9 for CUDA 13",
        var name when name.StartsWith("LIBCUDA.SO", StringComparison.Ordinal) || name.StartsWith("NVCUDA", StringComparison.Ordinal) => "the NVIDIA driver",
        var name when name.Contains("ONNXRUNTIME", StringComparison.Ordinal) => "a complete build with -p:Gpu=true",
        _ => "the CUDA 13 runtime libraries",
    };

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();

    // libcublasLt.so.13: cannot open shared object file: No such file or directory
    [GeneratedRegex(@"(?<library>[\w.+-]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex LoaderOnLinux();

    // onnxruntime_providers_cuda.dll which depends on "cublasLt64_13.dll" which is missing
    [GeneratedRegex(@"depends on ""(?<library>[\w.+-]+\.dll)"" which is missing", RegexOptions.IgnoreCase)]
    private static partial Regex LoaderOnWindows();

    [GeneratedRegex(@"cuda|cudnn|cublas|cannot open shared object|LoadLibrary|which is missing|assigned to the default CPU EP", RegexOptions.IgnoreCase)]
    private static partial Regex AboutCuda();
}
