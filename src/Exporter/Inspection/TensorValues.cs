using System.Runtime.InteropServices;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Inspection;

/// <summary>A stored tensor's values, whichever of protobuf's fields they are kept in.</summary>
/// <remarks>Which field goes with which type: onnx.proto, TensorProto.</remarks>
internal sealed class TensorValues
{
    private readonly DataType type;
    private readonly ReadOnlyMemory<byte> bytes;

    private TensorValues(DataType type, ReadOnlyMemory<byte> bytes)
    {
        this.type = type;
        this.bytes = bytes;
    }

    /// <summary>The values of a tensor.</summary>
    public static TensorValues Of(TensorProto tensor) => new((DataType)tensor.DataType, Bytes(tensor));

    /// <summary>Whether all bits are the same.</summary>
    public bool SameBits(TensorValues other) => bytes.Span.SequenceEqual(other.bytes.Span);

    /// <summary>Holds the values against others of the same type.</summary>
    /// <returns>How many differ in a bit, and by how much at most; null for what are no numbers or cannot be told apart.</returns>
    public (long? Count, double? Largest) Against(TensorValues other)
    {
        var size = Size(type);
        if (size == 0 || bytes.Length != other.bytes.Length || bytes.Length % size != 0)
        {
            return (null, null);
        }

        var (count, largest) = (0L, 0.0);
        for (var place = 0; place < bytes.Length; place += size)
        {
            var left = bytes.Span.Slice(place, size);
            var right = other.bytes.Span.Slice(place, size);
            if (!left.SequenceEqual(right))
            {
                count++;
                var difference = Math.Abs(Number(left) - Number(right));
                largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            }
        }

        return (count, largest);
    }

    private static ReadOnlyMemory<byte> Bytes(TensorProto tensor)
    {
        if (tensor.RawData.Length > 0)
        {
            return tensor.RawData.Memory;
        }

        var size = Size((DataType)tensor.DataType);
        return (DataType)tensor.DataType switch
        {
            DataType.Double or DataType.Complex128 => Packed<double>([.. tensor.DoubleData]),
            DataType.Int64 => Packed<long>([.. tensor.Int64Data]),
            DataType.Uint64 => Packed<ulong>([.. tensor.Uint64Data]),
            DataType.Uint32 => Packed<uint>([.. tensor.Uint64Data.Select(value => (uint)value)]),
            DataType.Float or DataType.Complex64 => Packed<float>([.. tensor.FloatData]),
            DataType.Int32 => Packed<int>([.. tensor.Int32Data]),
            DataType.String => Strings(tensor),
            _ when size == sizeof(short) => Packed<short>([.. tensor.Int32Data.Select(value => (short)value)]),
            _ => Packed<byte>([.. tensor.Int32Data.Select(value => (byte)value)]), // of narrow types, each number holds a byte
        };
    }

    private static byte[] Packed<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    // with lengths, so that no two lists look alike
    private static ReadOnlyMemory<byte> Strings(TensorProto tensor)
    {
        using var buffer = new MemoryStream();
        foreach (var text in tensor.StringData)
        {
            buffer.Write(BitConverter.GetBytes(text.Length));
            text.WriteTo(buffer);
        }

        return buffer.ToArray();
    }

    // bytes of a number; 0 for what is none, or shares its bytes with others
    private static int Size(DataType type) => type switch
    {
        DataType.Int8 or DataType.Uint8 or DataType.Bool => 1,
        DataType.Int16 or DataType.Uint16 or DataType.Float16 or DataType.Bfloat16 => 2,
        DataType.Int32 or DataType.Uint32 or DataType.Float => 4,
        DataType.Int64 or DataType.Uint64 or DataType.Double => 8,
        _ => 0,
    };

    private double Number(ReadOnlySpan<byte> value) => type switch
    {
        DataType.Int8 => (sbyte)value[0],
        DataType.Uint8 or DataType.Bool => value[0],
        DataType.Int16 => BitConverter.ToInt16(value),
        DataType.Uint16 => BitConverter.ToUInt16(value),
        DataType.Float16 => (double)BitConverter.ToHalf(value),
        DataType.Bfloat16 => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(value) << 16),
        DataType.Int32 => BitConverter.ToInt32(value),
        DataType.Uint32 => BitConverter.ToUInt32(value),
        DataType.Float => BitConverter.ToSingle(value),
        DataType.Int64 => BitConverter.ToInt64(value),
        DataType.Uint64 => BitConverter.ToUInt64(value),
        _ => BitConverter.ToDouble(value),
    };
}
