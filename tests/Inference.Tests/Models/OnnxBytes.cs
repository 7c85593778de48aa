using System.Text;

namespace Toolchain.Inference.Tests.Models;

/// <summary>Just enough of protobuf to write an ONNX file by hand. Source: field numbers of the public onnx.proto, wire types of protobuf's encoding.</summary>
internal sealed class OnnxBytes
{
    private readonly MemoryStream content = new();

    /// <summary>Adds an integer.</summary>
    public OnnxBytes Number(int field, long value)
    {
        Varint((uint)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>Adds bytes.</summary>
    public OnnxBytes Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((uint)field << 3) | 2);
        Varint((ulong)value.Length);
        content.Write(value);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public OnnxBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a message.</summary>
    public OnnxBytes Message(int field, OnnxBytes message) => Bytes(field, message.ToArray());

    /// <summary>What was written.</summary>
    public byte[] ToArray() => content.ToArray();

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            content.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        content.WriteByte((byte)value);
    }
}
