namespace Toolchain.Trainer.Libtorch;

/// <summary>Keys of the dynamic section that <see cref="ElfLibrary"/> reads.</summary>
internal enum DynamicTag : ulong
{
    JumpsSize = 2,
    Strings = 5,
    Symbols = 6,
    Relocations = 7,
    RelocationsSize = 8,
    StringsSize = 10,
    Jumps = 23,
    GnuHash = 0x6FFFFEF5,
    SymbolVersions = 0x6FFFFFF0,
    VersionNeeds = 0x6FFFFFFE,
}
