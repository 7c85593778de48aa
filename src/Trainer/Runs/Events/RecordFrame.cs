using System.Buffers.Binary;
using System.Numerics;

namespace Toolchain.Trainer.Runs.Events;

/// <summary>The frame of one record in a TFRecord file: length (8 bytes), its checksum (4), the bytes, their checksum (4); little-endian. Source: tensorflow/core/lib/io/record_writer.h.</summary>
internal static class RecordFrame
{
    private const int LengthBytes = sizeof(ulong);
    private const int ChecksumBytes = sizeof(uint);

    /// <summary>Bytes around a record.</summary>
    public const int Overhead = LengthBytes + (2 * ChecksumBytes);

    /// <summary>The record in its frame.</summary>
    public static byte[] Of(ReadOnlySpan<byte> record)
    {
        var frame = new byte[record.Length + Overhead];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(LengthBytes), Checksum(frame.AsSpan(0, LengthBytes)));
        record.CopyTo(frame.AsSpan(LengthBytes + ChecksumBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(frame.Length - ChecksumBytes), Checksum(record));
        return frame;
    }

    /// <summary>Takes the record at the beginning of <paramref name="file"/>.</summary>
    /// <returns>False when no whole, undamaged frame is there.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (file.Length < Overhead)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > (ulong)(file.Length - Overhead) || BinaryPrimitives.ReadUInt32LittleEndian(file[LengthBytes..]) != Checksum(file[..LengthBytes]))
        {
            return false;
        }

        record = file.Slice(LengthBytes + ChecksumBytes, (int)length);
        return BinaryPrimitives.ReadUInt32LittleEndian(file[(LengthBytes + ChecksumBytes + (int)length)..]) == Checksum(record);
    }

    /// <summary>CRC-32C, rotated and shifted so that a checksum of data with checksums in it stays sound. Source: tensorflow/core/lib/hash/crc32c.h.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        const int Rotation = 15;
        const uint Delta = 0xA282EAD8;
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, Rotation) + Delta;
    }
}
