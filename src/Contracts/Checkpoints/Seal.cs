using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A digest of all that a checkpoint says: a flipped bit in a weight would else go unnoticed, and a resumed training would end elsewhere.</summary>
internal static class Seal
{
    /// <summary>SHA-256 over the metadata and the tensors, each in the order of their names; every text and every tensor's bytes are preceded by their length, as 8 bytes.</summary>
    /// <returns>Lower-case hexadecimal digits.</returns>
    public static string Of(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<KeyValuePair<string, TensorData>> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, key);
            Append(hash, value);
        }

        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, tensor.Type);
            Append(hash, string.Join(',', tensor.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture))));
            Append(hash, tensor.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
