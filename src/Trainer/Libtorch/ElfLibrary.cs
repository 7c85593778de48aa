using System.Buffers.Binary;
using System.Text;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Reads a 64-bit little-endian ELF shared library the way the dynamic loader does, and never beyond its end.</summary>
/// <remarks>Offsets are positions in the file; addresses are what the library's own tables speak of.</remarks>
public sealed class ElfLibrary
{
    private const int ProgramHeaderSize = 56;
    private const int SymbolSize = 24;
    private const int RelocationSize = 24;
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> segments = [];
    private readonly Dictionary<ulong, ulong> dynamic = [];

    /// <summary>Reads the headers.</summary>
    /// <exception cref="ToolException">The bytes are not such a library, or end too early.</exception>
    public ElfLibrary(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        if (!At(0, 7).SequenceEqual("\u007fELF\u0002\u0001\u0001"u8))
        {
            throw ElfRelaxation.Unrecognised("is not a 64-bit little-endian ELF file");
        }

        var (kind, machine) = (Word16(16), Word16(18));
        if (kind != 3 || machine is not (62 or 183))
        {
            throw ElfRelaxation.Unrecognised($"has ELF type {kind} and machine {machine}, not a shared library for x86-64 or AArch64");
        }

        var (headers, size, count) = (Word64(32), Word16(54), Word16(56));
        if (size != ProgramHeaderSize)
        {
            throw ElfRelaxation.Unrecognised($"has program headers of {size} bytes");
        }

        for (var i = 0u; i < count; i++)
        {
            ReadSegment(headers + (i * ProgramHeaderSize));
        }
    }

    /// <summary>Every version that the library demands of others.</summary>
    public IEnumerable<VersionNeed> Needs()
    {
        uint toNextFile, toNextNeed;
        var file = Table(DynamicTag.VersionNeeds);
        do
        {
            var need = file + Word32(file + 8);
            do
            {
                yield return new VersionNeed(Text(Word32(need + 8)), Word16(need + 6), Word16(need + 4), FlagsOffset: need + 4);
                toNextNeed = Word32(need + 12);
                need += toNextNeed;
            }
            while (toNextNeed != 0);

            toNextFile = Word32(file + 12);
            file += toNextFile;
        }
        while (toNextFile != 0);
    }

    /// <summary>Indices and names of the symbols imported with a version.</summary>
    /// <remarks>The GNU hash table covers defined symbols only and names the first of them: all before are imports.</remarks>
    public IEnumerable<(uint Index, string Name)> Imports(ushort version)
    {
        var (symbols, versions) = (Table(DynamicTag.Symbols), Table(DynamicTag.SymbolVersions));
        var imports = Word32(Table(DynamicTag.GnuHash) + 4);
        for (var i = 1u; i < imports; i++)
        {
            if ((Word16(versions + (2 * i)) & 0x7FFF) == version)
            {
                yield return (i, Text(Word32(symbols + (SymbolSize * i))));
            }
        }
    }

    /// <summary>Whether any relocation asks for the address of a symbol.</summary>
    public bool IsBound(uint symbol) =>
        Bound(DynamicTag.Relocations, DynamicTag.RelocationsSize).Concat(Bound(DynamicTag.Jumps, DynamicTag.JumpsSize)).Contains(symbol);

    private IEnumerable<uint> Bound(DynamicTag table, DynamicTag size)
    {
        var (start, count) = (Table(table), Value(size) / RelocationSize);
        for (var i = 0ul; i < count; i++)
        {
            yield return Word32(start + (i * RelocationSize) + 12);
        }
    }

    private void ReadSegment(ulong header)
    {
        var (kind, offset, address, size) = (Word32(header), Word64(header + 8), Word64(header + 16), Word64(header + 32));
        if (kind == 1)
        {
            RequireInside(offset, size);
            segments.Add((address, offset, size));
        }

        for (var entry = 0ul; kind == 2 && entry < size; entry += 16)
        {
            dynamic.TryAdd(Word64(offset + entry), Word64(offset + entry + 8));
        }
    }

    private ulong Value(DynamicTag tag) =>
        dynamic.TryGetValue((ulong)tag, out var value) ? value : throw ElfRelaxation.Unrecognised($"has no dynamic entry {tag}");

    private ulong Table(DynamicTag tag)
    {
        var address = Value(tag);
        return segments.Where(segment => address >= segment.Address && address - segment.Address < segment.Size)
            .Select(segment => (ulong?)(segment.Offset + (address - segment.Address)))
            .FirstOrDefault() ?? throw ElfRelaxation.Unrecognised($"has its {tag} outside of the file");
    }

    private string Text(uint index)
    {
        var (start, size) = (Table(DynamicTag.Strings), Value(DynamicTag.StringsSize));
        var tail = index < size && size <= int.MaxValue ? At(start + index, (int)(size - index)) : [];
        var length = tail.IndexOf((byte)0);
        return length >= 0 ? Encoding.UTF8.GetString(tail[..length]) : throw ElfRelaxation.Unrecognised("has a name without an end");
    }

    private void RequireInside(ulong offset, ulong count)
    {
        if (offset > (ulong)bytes.Length || count > (ulong)bytes.Length - offset)
        {
            throw ElfRelaxation.Unrecognised($"ends after {bytes.Length} bytes, before its content at {offset}");
        }
    }

    private ReadOnlySpan<byte> At(ulong offset, int count)
    {
        RequireInside(offset, (ulong)count);
        return bytes.Span.Slice((int)offset, count);
    }

    private ushort Word16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    private uint Word32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4));

    private ulong Word64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(At(offset, 8));
}
