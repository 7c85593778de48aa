using System.Buffers.Binary;
using System.Text;

namespace Toolchain.Inference.Tests.Devices.Native;

/// <summary>A shared library for Linux without any code: a header, one stretch that is mapped, and what it asks the loader for.</summary>
internal static class ElfBytes
{
    public const ushort X64 = 62;
    public const ushort Arm64 = 183;

    private const int Header = 64;
    private const int Segment = 56;
    private const ulong Base = 0x1000;

    /// <summary>A library that needs others.</summary>
    public static byte[] Needing(ushort machine, params string[] names)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var offsets = names.Select(name =>
        {
            var at = strings.Position;
            strings.Write(Encoding.UTF8.GetBytes(name + '\0'));
            return (ulong)at;
        }).ToArray();
        var dynamicAt = Header + (2 * Segment);
        var dynamicBytes = 16 * (names.Length + 3);
        var tableAt = dynamicAt + dynamicBytes;
        var bytes = new byte[tableAt + (int)strings.Length];
        var span = bytes.AsSpan();
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt16LittleEndian(span[16..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(span[18..], machine);
        BinaryPrimitives.WriteUInt32LittleEndian(span[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(span[32..], Header);
        BinaryPrimitives.WriteUInt16LittleEndian(span[52..], Header);
        BinaryPrimitives.WriteUInt16LittleEndian(span[54..], Segment);
        BinaryPrimitives.WriteUInt16LittleEndian(span[56..], 2);
        WriteSegment(span[Header..], type: 1, offset: 0, bytes.Length);
        WriteSegment(span[(Header + Segment)..], type: 2, dynamicAt, dynamicBytes);
        (ulong Tag, ulong Value)[] entries = [.. offsets.Select(offset => (1ul, offset)), (5ul, Base + (ulong)tableAt), (6ul, Base), (0ul, 0ul)];
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(span[(dynamicAt + (16 * i))..], entries[i].Tag);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(dynamicAt + (16 * i) + 8)..], entries[i].Value);
        }

        strings.ToArray().CopyTo(span[tableAt..]);
        return bytes;
    }

    private static void WriteSegment(Span<byte> header, uint type, int offset, int count)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Base + (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)count);
        // so that the loader maps it: readable, as large in memory as in the file, at the start of a page
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 6);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], (ulong)count);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], Base);
    }
}
