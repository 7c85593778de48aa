using System.Buffers.Binary;
using System.Text;

namespace Toolchain.Inference.Devices.Native;

/// <summary>A library of a Linux of 64 bits, as far as its headers tell: System V ABI, "Program Header" and "Dynamic Section".</summary>
/// <remarks>The loader itself stops at the first library that is missing, and dies of a file that is cut.</remarks>
internal sealed class ElfFile
{
    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;
    private const ulong NeededTag = 1;
    private const ulong StringTableTag = 5;
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int EntryBytes = 16;
    private const int LongestName = 256;
    private const int MostEntries = 1 << 16;

    private readonly Func<long, int, byte[]> read;
    private readonly Part[] parts;

    private ElfFile(Func<long, int, byte[]> read)
    {
        this.read = read;
        var header = read(0, HeaderBytes);
        parts = header.Length == HeaderBytes && header.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8) && BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54)) == SegmentBytes
            ? [.. Pieces(BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56)), SegmentBytes).Select(Part.Of)]
            : [];
    }

    /// <summary>The libraries that it asks the loader for, in its order; none where it is no such library.</summary>
    public IReadOnlyList<string> Needed
    {
        get
        {
            var dynamic = parts.FirstOrDefault(part => part.Type == DynamicSegment);
            var entries = Pieces(dynamic.Offset, (int)Math.Clamp(dynamic.Bytes / EntryBytes, 0, MostEntries), EntryBytes)
                .Select(entry => (Tag: BinaryPrimitives.ReadUInt64LittleEndian(entry), Value: BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(8))))
                .ToArray();
            return OffsetOf(entries.FirstOrDefault(entry => entry.Tag == StringTableTag).Value) is { } table
                ? [.. entries.Where(entry => entry.Tag == NeededTag && entry.Value <= int.MaxValue).Select(entry => Text(table + (long)entry.Value)).Where(name => name.Length > 0)]
                : [];
        }
    }

    /// <summary>How many bytes the file must have for the loader to map it; 0 where it is no such library.</summary>
    public long MappedBytes => parts.Where(part => part.Type == LoadSegment).Select(part => part.Offset + part.Bytes).DefaultIfEmpty().Max();

    /// <summary>Reads the headers of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ElfFile Open(string path) => new((offset, count) =>
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[count];
        var length = offset < 0 ? 0 : RandomAccess.Read(file, buffer, offset);
        return length == count ? buffer : buffer[..length];
    });

    /// <summary>Reads the headers of bytes.</summary>
    public static ElfFile Of(byte[] bytes) => new((offset, count) =>
        offset < 0 || offset >= bytes.Length ? [] : bytes.AsSpan((int)offset, (int)Math.Min(count, bytes.Length - offset)).ToArray());

    // the string table is named by its address in memory
    private long? OffsetOf(ulong address)
    {
        foreach (var part in parts)
        {
            if (part.Type == LoadSegment && address >= part.Address && address - part.Address < (ulong)Math.Max(0, part.Bytes))
            {
                return part.Offset + (long)(address - part.Address);
            }
        }

        return null;
    }

    private string Text(long at)
    {
        var bytes = read(at, LongestName);
        var end = Array.IndexOf(bytes, (byte)0);
        return end < 0 ? "" : Encoding.UTF8.GetString(bytes, 0, end);
    }

    private IEnumerable<byte[]> Pieces(long start, int count, int size) =>
        (count == 0 ? [] : read(start, count * size)).Chunk(size).Where(piece => piece.Length == size);

    // a program header: a stretch of the file, and where in memory it goes
    private readonly record struct Part(uint Type, long Offset, ulong Address, long Bytes)
    {
        public static Part Of(byte[] header) => new(
            BinaryPrimitives.ReadUInt32LittleEndian(header),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)),
            BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16)),
            BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32)));
    }
}
