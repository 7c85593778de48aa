using Microsoft.ML.OnnxRuntime;
using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Devices.Doctor;

/// <summary>Looks at everything that CUDA needs, and says what to do about what is missing.</summary>
internal static class CudaExamination
{
    private const int CudaMajor = 13;

    /// <summary>Examines this machine.</summary>
    public static CudaFindings Examine()
    {
        var folder = Path.GetDirectoryName(Runtime.Library);
        var inBuild = Runtime.Providers.Contains(CudaFault.Provider);
        var file = folder is null ? null : Path.Combine(folder, CudaLibraries.ProviderFile);
        var libraries = CudaLibraries.Probe(folder);
        var driver = CudaDriver.Ask();
        var error = inBuild ? ProviderError() : null;
        return new(File.Exists(file) ? file : null, error, driver, libraries, [.. Steps(inBuild, error, driver, libraries)]);
    }

    /// <summary>What to do, in order.</summary>
    /// <param name="inBuild">Whether the build of ONNX Runtime has CUDA.</param>
    /// <param name="error">Why its CUDA provider does not load; null where it does.</param>
    /// <param name="driver">The driver.</param>
    /// <param name="libraries">The libraries.</param>
    public static IEnumerable<string> Steps(bool inBuild, string? error, CudaDriver driver, IReadOnlyList<CudaLibrary> libraries)
    {
        if (OperatingSystem.IsMacOS())
        {
            yield return "use a machine with an NVIDIA GPU: there is no CUDA for macOS";
            yield break;
        }

        if (!inBuild)
        {
            yield return "take a build of ONNX Runtime for CUDA: build with -p:Gpu=true, or name its folder with --native (onnxruntime/capi of the Python package onnxruntime-gpu)";
        }

        if (error is not null && LoaderWords.MissingLibrary(error) is { } part && part.Contains("onnxruntime", StringComparison.Ordinal))
        {
            yield return $"{CudaPackage.Of(part).Install} ({part} is missing beside the library)";
        }

        if (driver.Cuda is null)
        {
            yield return CudaPackage.Driver.Install;
        }
        else if (System.Version.Parse(driver.Cuda).Major < CudaMajor)
        {
            yield return $"update NVIDIA's driver on the host to {CudaPackage.EarliestDriver} or later: this one runs CUDA {driver.Cuda} at most";
        }
        else if (driver.Words is not null)
        {
            yield return $"make a GPU visible to this process ({driver.Words}): in a container start it with --gpus all; check nvidia-smi and CUDA_VISIBLE_DEVICES";
        }

        CudaLibrary[] missing = [.. libraries.Where(library => library.Path is null && library.Part != CudaPackage.Driver.Part)];
        foreach (var folder in missing.Where(library => library.IsElsewhere).GroupBy(library => Path.GetDirectoryName(library.Elsewhere)))
        {
            yield return $"add {folder.Key} to {LoaderWords.SearchPath} ({Names(folder)})";
        }

        if (error is not null && LoaderWords.UnfitLibrary(error) is { } unfit)
        {
            yield return $"replace {libraries.FirstOrDefault(library => library.Name == unfit)?.Path ?? unfit}, which is not the one that ONNX Runtime was built for: {CudaPackage.Of(unfit).Install}";
        }

        CudaLibrary[] absent = [.. missing.Where(library => !library.IsElsewhere)];
        if (absent.Length > 0)
        {
            var packages = absent.Select(library => CudaPackage.Of(library.Name)).ToArray();
            yield return $"{CudaPackage.Installing(packages.Select(package => package.Apt).OfType<string>().Distinct(), packages.Select(package => package.Python).OfType<string>().Distinct())} ({Names(absent)})";
        }
    }

    private static string Names(IEnumerable<CudaLibrary> libraries) =>
        string.Join("; where a model needs it: ", libraries.ToLookup(library => library.OnDemand).OrderBy(group => group.Key).Select(group => string.Join(", ", group.Select(library => library.Name))));

    private static string? ProviderError()
    {
        using var settings = new SessionOptions();
        try
        {
            RuntimeLog.Take();
            settings.AppendExecutionProvider_CUDA(0);
            return null;
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            return string.Join("; ", RuntimeLog.Take().Prepend(fault.Message).Select(CudaFault.Words));
        }
    }
}
