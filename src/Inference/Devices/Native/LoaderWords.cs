using System.Text.RegularExpressions;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Devices.Native;

/// <summary>What the system's loader says of a library that it cannot load, on Linux, macOS and Windows.</summary>
internal static partial class LoaderWords
{
    /// <summary>The library that the loader did not find, or null when the words name none.</summary>
    public static string? MissingLibrary(string words)
    {
        var match = new[] { OnLinux(), OnMac(), OnWindows() }.Select(pattern => pattern.Match(words)).FirstOrDefault(match => match.Success);
        return match is null ? null : Path.GetFileName(match.Groups["library"].Value);
    }

    /// <summary>The library that the loader found but could not use: another version, a damaged file or one for another processor; null when the words name none.</summary>
    public static string? UnfitLibrary(string words)
    {
        var match = new[] { OfOtherVersion(), Damaged() }.Select(pattern => pattern.Match(words)).FirstOrDefault(match => match.Success);
        return match is null ? null : Path.GetFileName(match.Groups["library"].Value);
    }

    /// <summary>The words on one line, without .NET's advice around them.</summary>
    public static string Of(Exception fault)
    {
        // "Unable to load shared library 'x' or one of its dependencies. In order to help …:", then a line for each try
        var lines = fault.Message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.Length > 1 ? lines[1] : lines.FirstOrDefault() ?? "").Trim();
    }

    /// <summary>The fault of a library of ONNX Runtime that does not load.</summary>
    public static ToolException Refusal(string path, Exception fault)
    {
        var words = Of(fault);
        var (found, expected, next) =
            MissingVersion().Match(words) is { Success: true } version ? ($"{path} needs {version.Groups["version"].Value} of this system, which is older", "a build for this system's C and C++ libraries", "take an earlier build, or run in a newer container")
            : MissingLibrary(words) is { } library && library != Path.GetFileName(path) ? ($"{path} needs {library}, which is missing", $"{library} where the loader looks", $"install it, or name its folder in {SearchPath}")
            : ($"{path} does not load", "a whole build of ONNX Runtime for this system", "copy or unpack the build again");
        return ToolException.BadInput(found, expected, $"{next}\n  the loader: {words}", fault);
    }

    /// <summary>The variable that tells the loader where else to look.</summary>
    public static string SearchPath => OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";

    // libcublasLt.so.13: cannot open shared object file: No such file or directory
    [GeneratedRegex(@"(?<library>[^\s:'""]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex OnLinux();

    // Library not loaded: @rpath/libx.1.dylib
    [GeneratedRegex(@"Library not loaded: (?<library>\S+)")]
    private static partial Regex OnMac();

    // onnxruntime_providers_cuda.dll which depends on "cublasLt64_13.dll" which is missing
    [GeneratedRegex(@"depends on ""(?<library>[\w.+-]+\.dll)"" which is missing", RegexOptions.IgnoreCase)]
    private static partial Regex OnWindows();

    // undefined symbol: cudaMallocHost, version libcudart.so.13
    [GeneratedRegex(@"undefined symbol: \w+, version (?<library>[\w.+-]+\.so[\w.]*)")]
    private static partial Regex OfOtherVersion();

    // /usr/lib/libcublas.so.13: invalid ELF header
    [GeneratedRegex(@"(?<library>[^\s:'""]+\.so[\w.]*): (invalid ELF header|file too short|wrong ELF class|cannot read file data|ELF file)")]
    private static partial Regex Damaged();

    // /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by …)
    [GeneratedRegex(@"version [`'](?<version>[\w.]+)' not found")]
    private static partial Regex MissingVersion();
}
