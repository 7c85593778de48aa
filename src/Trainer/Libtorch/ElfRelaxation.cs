using System.Buffers.Binary;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Makes a library load without a libstdc++ version that it names but does not use.</summary>
/// <remarks>
/// TorchSharp 0.107.0 was linked by GCC 13, which adds an import of <see cref="Symbol"/>, an empty function that only forces linking.
/// No relocation asks for its address, so nothing ever looks it up; but its version is demanded, and that alone stops the loader.
/// One bit makes the demand weak. A library in which the version serves for anything more is refused.
/// </remarks>
public static class ElfRelaxation
{
    /// <summary>The version that came with GCC 13.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>The one symbol it is needed for: <c>std::ios_base_library_init()</c>.</summary>
    public const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>A copy of a library in which the need of <see cref="Version"/> is weak.</summary>
    /// <exception cref="ToolException">The library is not the one this was written for.</exception>
    public static byte[] Relax(ReadOnlyMemory<byte> bytes)
    {
        var library = new ElfLibrary(bytes);
        VersionNeed[] needs = [.. library.Needs().Where(need => need.Name == Version)];
        if (needs is not [var need])
        {
            throw Unrecognised($"demands {Version} {needs.Length} times, not once");
        }

        (uint Index, string Name)[] imports = [.. library.Imports(need.Index)];
        if (imports is not [(var index, Symbol)])
        {
            throw Unrecognised($"imports [{string.Join(", ", imports.Select(import => import.Name))}] from {Version}, not just {Symbol}");
        }

        if (library.IsBound(index))
        {
            throw Unrecognised($"makes use of {Symbol}");
        }

        var relaxed = bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(relaxed.AsSpan((int)need.FlagsOffset), (ushort)(need.Flags | VersionNeed.Weak));
        return relaxed;
    }

    /// <summary>The fault of a library that is not the one this was written for (exit 4).</summary>
    /// <param name="what">What was found in it.</param>
    public static ToolException Unrecognised(string what) => new(
        ExitCode.DeviceUnavailable,
        $"{LibtorchLoader.FileName} {what}",
        $"the library of TorchSharp 0.107.0, or a system with {Version} (libstdc++ of GCC 13)",
        "restore the packages again, or run on a newer system, such as Debian 13 or Ubuntu 24.04");
}
