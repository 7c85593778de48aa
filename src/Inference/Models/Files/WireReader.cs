namespace Toolchain.Inference.Models.Files;

/// <summary>One field of a protocol buffer message.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">Its number, when it is one; the bits of a float or double.</param>
/// <param name="End">Where its bytes end in the file, when it has any; they begin where the reader stands.</param>
internal readonly record struct WireField(int Number, ulong Value, long End);

/// <summary>Walks through a protocol buffer in a file and holds nothing of it: weights are stepped over.</summary>
/// <remarks>Source of the encoding: https://protobuf.dev/programming-guides/encoding. Reads past a field's end are refused, so that damaged lengths cannot lead astray.</remarks>
internal sealed class WireReader(Stream file)
{
    private const int LongestVarint = 10;

    /// <summary>Where the next field is read.</summary>
    public long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    /// <summary>The fields up to an end. Whatever the caller reads of a field, the next one is found.</summary>
    /// <exception cref="FormatException">No protocol buffer stands there.</exception>
    public IEnumerable<WireField> FieldsUntil(long end)
    {
        while (Position < end)
        {
            var key = Varint(end);
            var field = (key & 7) switch
            {
                0 => new WireField((int)(key >> 3), Varint(end), 0),
                1 => new WireField((int)(key >> 3), Fixed(8, end), 0),
                2 => Sized((int)(key >> 3), end),
                5 => new WireField((int)(key >> 3), Fixed(4, end), 0),
                var type => throw new FormatException($"a field of wire type {type} at byte {Position}"),
            };
            yield return field;
            if (field.End > 0)
            {
                Position = field.End;
            }
        }
    }

    /// <summary>The bytes of a field.</summary>
    /// <param name="field">One that has bytes.</param>
    /// <param name="limit">At most so many.</param>
    public byte[] Bytes(WireField field, int limit)
    {
        var bytes = new byte[Math.Clamp(field.End - Position, 0, limit)];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A number of variable length, seven bits a byte.</summary>
    public ulong Varint(long end)
    {
        var value = 0UL;
        for (var i = 0; i < LongestVarint && Position < end; i++)
        {
            var next = file.ReadByte();
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return next < 0 ? throw new FormatException("the file ends inside a number") : value;
            }
        }

        throw new FormatException($"a number without an end at byte {Position}");
    }

    private WireField Sized(int number, long end)
    {
        var length = Varint(end);
        return length <= (ulong)(end - Position)
            ? new WireField(number, 0, Position + (long)length)
            : throw new FormatException($"a field of {length} bytes at byte {Position}, where {end - Position} are left");
    }

    private ulong Fixed(int size, long end)
    {
        if (end - Position < size)
        {
            throw new FormatException($"a number of {size} bytes at byte {Position}, where {end - Position} are left");
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(bytes[..size]);
        return BitConverter.ToUInt64(bytes);
    }
}
