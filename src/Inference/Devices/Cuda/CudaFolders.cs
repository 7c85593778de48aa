namespace Toolchain.Inference.Devices.Cuda;

/// <summary>Where CUDA's libraries are put by NVIDIA's installers and by Python's packages, whether or not the loader looks there.</summary>
internal static class CudaFolders
{
    /// <summary>A file of a library, or of another version of it, that the loader does not find by itself; null where there is none.</summary>
    /// <param name="name">Its name, such as <c>libcublas.so.13</c>.</param>
    /// <param name="runtimeFolder">Where ONNX Runtime's library lies.</param>
    public static string? Find(string name, string? runtimeFolder)
    {
        var end = name.IndexOf(".so", StringComparison.Ordinal);
        var pattern = end < 0 ? name : $"{name[..(end + 3)]}*";
        return All(runtimeFolder)
            .Where(Directory.Exists)
            .SelectMany(folder => Files(folder, pattern))
            .OrderByDescending(path => Path.GetFileName(path) == name)
            .ThenByDescending(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal))
            .FirstOrDefault();
    }

    private static IEnumerable<string> All(string? runtimeFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (var folder in Folders(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA GPU Computing Toolkit", "CUDA"), "v*"))
            {
                yield return Path.Combine(folder, "bin");
                yield return Path.Combine(folder, "bin", "x64");
            }
        }
        else
        {
            foreach (var folder in Folders("/usr/local", "cuda*").Append("/opt/cuda"))
            {
                yield return Path.Combine(folder, "lib64");
            }

            yield return "/usr/lib/wsl/lib";
        }

        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda)
        {
            yield return Path.Combine(conda, "lib");
        }

        // site-packages/onnxruntime/capi has site-packages/nvidia/cu13/lib, nvidia/cudnn/lib and the like for neighbours
        if (runtimeFolder is not null)
        {
            yield return runtimeFolder;
            foreach (var folder in Folders(Path.GetFullPath(Path.Combine(runtimeFolder, "..", "..", "nvidia")), "*"))
            {
                yield return Path.Combine(folder, OperatingSystem.IsWindows() ? "bin" : "lib");
            }
        }
    }

    private static string[] Folders(string parent, string pattern) => Listed(() => Directory.GetDirectories(parent, pattern));

    private static string[] Files(string folder, string pattern) => Listed(() => Directory.GetFiles(folder, pattern));

    // what cannot be listed is not found: the caller is about to say so
    private static string[] Listed(Func<string[]> list)
    {
        try
        {
            return [.. list().Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
