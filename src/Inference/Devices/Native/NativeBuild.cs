using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Devices.Native;

/// <summary>A build of ONNX Runtime that lies elsewhere, in the place of the one that came with the program.</summary>
/// <param name="Library">The library's full path.</param>
/// <param name="Version">What it says of itself, such as <c>1.31.1</c>.</param>
internal sealed record NativeBuild(string Library, string Version)
{
    private const string Expected = "a folder with a build of ONNX Runtime, such as onnxruntime/capi of its Python package or lib of its archive";

    // where packages keep the library, from the folder that people name
    private static readonly string[] UsualPlaces =
        ["capi", "onnxruntime/capi", "lib", "lib64", "bin", $"runtimes/{LibraryTarget.OfThisProcess}/native", "native"];

    private static readonly Lock Turn = new();

    private static NativeBuild? used;

    /// <summary>The build that was taken; null: the program's own.</summary>
    public static NativeBuild? Used
    {
        get
        {
            lock (Turn)
            {
                return used;
            }
        }
    }

    /// <summary>Takes the build in a folder for this process; must come before the first call of ONNX Runtime.</summary>
    /// <exception cref="ToolException">
    /// The folder is missing or holds no library of ONNX Runtime, or one that this process cannot load, or too old a one (exit 3); or the process has loaded another build already (exit 2).
    /// </exception>
    public static NativeBuild Use(string folder)
    {
        lock (Turn)
        {
            var path = Find(folder);
            if (used?.Library == path)
            {
                return used;
            }

            if (used is not null || OrtEnv.IsCreated)
            {
                throw ToolException.WrongUsage(
                    $"this process runs ONNX Runtime from {used?.Library ?? LoadedLibrary.PathOf(OwnName) ?? AppContext.BaseDirectory} already",
                    "one build of ONNX Runtime a process",
                    $"run the command with --native {folder} in a process of its own");
            }

            var handle = Load(path);
            used = new NativeBuild(path, RequireFreshEnough(path, NativeVersion.Of(handle, path)));
            // the binding would look beside itself and in the system's folders; what it imports is always the one library
            OrtEnv.DisableDllImportResolver = true;
            NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase) && !name.Contains("extensions", StringComparison.OrdinalIgnoreCase) ? handle : 0);
            return used;
        }
    }

    /// <summary>What the library's file is called here, without a version.</summary>
    public static string OwnName => OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    /// <summary>The library in a folder: <c>libonnxruntime.so</c>, otherwise the one of the highest version, such as <c>libonnxruntime.so.1.31.1</c>.</summary>
    /// <exception cref="ToolException">There is none (exit 3).</exception>
    public static string Find(string folder)
    {
        if (File.Exists(folder))
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            throw Refusal($"--native {folder} is a file", Libraries(parent).Any() ? $"name its folder: --native {parent}" : "name the folder that holds the library");
        }

        if (!Directory.Exists(folder))
        {
            throw Refusal($"--native {folder}: there is no such folder", "check the path");
        }

        try
        {
            return Libraries(folder).FirstOrDefault() ?? throw Without(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refusal($"--native {folder} cannot be read: {fault.Message}", "check its permissions", fault);
        }
    }

    /// <summary>Refuses a library that is older than the binding, which reads its table of functions to the end.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="ToolException">It is too old, or says no version (exit 3).</exception>
    public static string RequireFreshEnough(string path, string version)
    {
        // the number of the API is the second part of the version: docs/Versioning.md of ONNX Runtime
        var needed = System.Version.Parse(RuntimePackage.Version);
        return System.Version.TryParse(version.Split('-')[0], out var found) && (found.Major, found.Minor).CompareTo((needed.Major, needed.Minor)) >= 0
            ? version
            : throw Refusal($"{path} is ONNX Runtime {version}, whose API is too old", $"take a build of version {needed.Major}.{needed.Minor} or later", expected: $"API {needed.Minor}, which came with version {needed.Major}.{needed.Minor}");
    }

    private static IEnumerable<string> Libraries(string folder)
    {
        var pattern = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime*.dylib" : "libonnxruntime.so*";
        return
            from path in Directory.EnumerateFiles(folder, pattern)
            let name = Path.GetFileName(path)
            let version = VersionIn(name)
            where name == OwnName || version is not null
            orderby name == OwnName descending, version descending
            select Path.GetFullPath(path);
    }

    // libonnxruntime.so.1.31.1 and libonnxruntime.so.1 on Linux, libonnxruntime.1.31.1.dylib on macOS
    private static Version? VersionIn(string name)
    {
        var numbers = name.Replace(OperatingSystem.IsMacOS() ? "libonnxruntime." : "libonnxruntime.so.", "", StringComparison.Ordinal).Replace(".dylib", "", StringComparison.Ordinal);
        return System.Version.TryParse(numbers.Contains('.', StringComparison.Ordinal) ? numbers : $"{numbers}.0", out var version) ? version : null;
    }

    private static nint Load(string path)
    {
        try
        {
            var targets = LibraryTarget.Of(path);
            if (!targets.Contains(LibraryTarget.OfThisProcess))
            {
                throw Refusal(
                    targets.Count == 0 ? $"{path} is no shared library" : $"{path} is a library for {string.Join(" and ", targets)}",
                    targets.Count == 0 ? "copy or unpack the build again" : $"take the build for {LibraryTarget.OfThisProcess}",
                    expected: $"a library for {LibraryTarget.OfThisProcess}");
            }

            if (ElfFile.Open(path).MappedBytes is var whole && new FileInfo(path).Length is var length && length < whole)
            {
                throw Refusal($"{path} is cut: {length} bytes", "copy or unpack the build again", expected: $"at least {whole} bytes, which its header speaks of");
            }

            RuntimeTelemetry.Refuse();
            return NativeLibrary.Load(path);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw LoaderWords.Refusal(path, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refusal($"{path} cannot be read: {fault.Message}", "check its permissions", fault);
        }
    }

    private static ToolException Without(string folder)
    {
        var near = UsualPlaces.Select(place => Path.Combine(folder, place)).FirstOrDefault(place => Directory.Exists(place) && Libraries(place).Any());
        return Refusal($"--native {folder} holds no {OwnName}", near is null ? "name the folder that holds the library itself" : $"did you mean --native {near}?");
    }

    private static ToolException Refusal(string found, string next, Exception? cause = null, string expected = Expected) => ToolException.BadInput(found, expected, next, cause);
}
