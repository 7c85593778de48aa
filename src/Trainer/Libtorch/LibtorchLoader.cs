using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Lets TorchSharp load on systems whose libstdc++ is older than the one it was linked with.</summary>
/// <remarks>
/// TorchSharp 0.107.0, the only version to be had, does not load on Debian 12 and Ubuntu 22.04 as it is; see <see cref="ElfRelaxation"/>.
/// Where the package's own library loads, nothing here ever runs: the runtime asks only after its own attempt failed.
/// This folder can go when TorchSharp is linked with an older libstdc++, or when the oldest supported system has that of GCC 13.
/// </remarks>
public static class LibtorchLoader
{
    /// <summary>The library between TorchSharp and libtorch.</summary>
    public const string FileName = "libLibTorchSharp.so";

    private const string ImportName = "LibTorchSharp";

    // The relaxed copy lies elsewhere, so its own search path does not lead to these; the loader finds those in memory by name.
    private static readonly string[] Neighbours = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lazy<nint> Handle = new(() => OperatingSystem.IsLinux() ? LoadOnLinux() : 0);

    /// <summary>Loads the library, or says why that is impossible; TorchSharp itself would first copy all natives, then throw from a type initializer.</summary>
    /// <exception cref="ToolException">The library cannot be loaded on this system (exit 4).</exception>
    public static void Load() => _ = Handle.Value;

    /// <summary>Starts loading beside other work, such as reading the data; a fault is kept for <see cref="Load"/>.</summary>
    public static void Begin() => _ = Task.Run(() =>
    {
        Load();
        // TorchSharp sets itself up at its first call
        return TorchSharp.torch.get_num_threads();
    });

    /// <summary>Runs before any code of this assembly, so before TorchSharp looks for its library; costs nothing until it does.</summary>
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == ImportName ? Handle.Value : 0;

    [SupportedOSPlatform("linux")]
    private static nint LoadOnLinux()
    {
        var library = Find(FileName) ?? throw Unloadable($"{FileName} is in none of the folders {string.Join(", ", Folders())}", cause: null);
        try
        {
            return LoadAsItIs(library) ?? LoadRelaxed(library);
        }
        catch (DllNotFoundException fault)
        {
            throw Unloadable($"{library} cannot be loaded: {fault.Message}", fault);
        }
    }

    private static nint? LoadAsItIs(string library)
    {
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (DllNotFoundException fault) when (fault.Message.Contains(ElfRelaxation.Version, StringComparison.Ordinal))
        {
            return null;
        }
    }

    [SupportedOSPlatform("linux")]
    private static nint LoadRelaxed(string library)
    {
        var relaxed = ElfRelaxation.Relax(File.ReadAllBytes(library));
        foreach (var neighbour in Neighbours)
        {
            NativeLibrary.Load(Find(neighbour) ?? throw Unloadable($"{neighbour} is in none of the folders {string.Join(", ", Folders())}", cause: null));
        }

        return RelaxedCopy.Load(relaxed, RelaxedCopy.UserCache);
    }

    private static string? Find(string file) => Folders().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders() =>
        $"{AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES")}".Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native"))
            .Distinct();

    private static ToolException Unloadable(string found, Exception? cause) => new(
        ExitCode.DeviceUnavailable,
        found,
        "the natives of TorchSharp 0.107.0 beside the program, on a 64-bit Linux that they support",
        "build or publish the program again for this platform, or run it on Debian 12, Ubuntu 22.04 or newer",
        cause);
}
