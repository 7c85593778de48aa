namespace Toolchain.Trainer.Libtorch;

/// <summary>A version that a library demands of another one, such as <c>GLIBCXX_3.4.32</c> of libstdc++.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">The number that symbols refer to it by.</param>
/// <param name="Flags">What the loader does when it is missing.</param>
/// <param name="FlagsOffset">Where the flags lie in the file.</param>
public sealed record VersionNeed(string Name, ushort Index, ushort Flags, ulong FlagsOffset)
{
    /// <summary>The loader passes over a missing version that carries this flag.</summary>
    public const ushort Weak = 2;

    /// <summary>Whether the library loads without it.</summary>
    public bool IsWeak => (Flags & Weak) != 0;
}
