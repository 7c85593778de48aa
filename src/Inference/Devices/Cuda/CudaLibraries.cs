using System.Runtime.InteropServices;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Devices.Cuda;

/// <summary>Looks for the libraries that ONNX Runtime's CUDA provider needs.</summary>
internal static class CudaLibraries
{
    // what ONNX Runtime 1.31 for CUDA 13 asks for by itself (readelf -d), and what it loads when a model needs it
    private static readonly string[] NeededOnLinux = ["libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudart.so.13", Driver];
    private static readonly string[] DemandedOnLinux = ["libcudnn.so.9", "libcufft.so.12"];
    private static readonly string[] NeededOnWindows = ["cublasLt64_13.dll", "cublas64_13.dll", "curand64_10.dll", "cudart64_13.dll", "nvcuda.dll"];
    private static readonly string[] DemandedOnWindows = ["cudnn64_9.dll", "cufft64_12.dll"];

    /// <summary>The driver's library, on Linux.</summary>
    public const string Driver = "libcuda.so.1";

    /// <summary>What the CUDA provider's file is called here.</summary>
    public static string ProviderFile => OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";

    /// <summary>Asks the loader for each of them, the needed ones first.</summary>
    /// <param name="runtimeFolder">Where ONNX Runtime's library lies: its CUDA provider lies beside it, and says what it needs.</param>
    public static IReadOnlyList<CudaLibrary> Probe(string? runtimeFolder)
    {
        if (OperatingSystem.IsMacOS())
        {
            return [];
        }

        var (needed, demanded) = OperatingSystem.IsWindows() ? (NeededOnWindows, DemandedOnWindows) : (NeededBy(runtimeFolder), DemandedOnLinux);
        return [.. needed.Select(name => Look(name, onDemand: false, runtimeFolder)), .. demanded.Except(needed).Select(name => Look(name, onDemand: true, runtimeFolder))];
    }

    /// <summary>The first needed library that the loader does not find, with its words; the CUDA provider itself counts as one.</summary>
    public static (string Library, string Words)? FirstMissing(string? runtimeFolder)
    {
        if (runtimeFolder is not null && !File.Exists(Path.Combine(runtimeFolder, ProviderFile)))
        {
            return (ProviderFile, $"there is no {ProviderFile} in {runtimeFolder}");
        }

        return Probe(runtimeFolder).FirstOrDefault(library => !library.OnDemand && library.Path is null) is { } missing ? (missing.Name, missing.Words ?? "") : null;
    }

    // a build for another version of CUDA needs other files, and says so itself
    private static string[] NeededBy(string? runtimeFolder)
    {
        var provider = runtimeFolder is null ? null : Path.Combine(runtimeFolder, ProviderFile);
        if (!File.Exists(provider))
        {
            return NeededOnLinux;
        }

        try
        {
            string[] needed = [.. ElfFile.Open(provider).Needed.Where(name => name.StartsWith("libcu", StringComparison.Ordinal) || name.StartsWith("libnv", StringComparison.Ordinal))];
            return needed.Length == 0 ? NeededOnLinux : needed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return NeededOnLinux;
        }
    }

    private static CudaLibrary Look(string name, bool onDemand, string? runtimeFolder)
    {
        var part = CudaPackage.Of(name).Part;
        try
        {
            NativeLibrary.Load(name);
            return new(name, part, onDemand, LoadedLibrary.PathOf(Stem(name)) ?? name);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            return new(name, part, onDemand, Words: LoaderWords.Of(fault), Elsewhere: CudaFolders.Find(name, runtimeFolder));
        }
    }

    // the file behind libcuda.so.1 is called libcuda.so.580.65.06
    private static string Stem(string name) => name.IndexOf(".so", StringComparison.Ordinal) is > 0 and var end ? name[..(end + 3)] : name;
}
