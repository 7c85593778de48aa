using System.Buffers.Binary;
using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A safetensors file in memory. Source: the format's README, github.com/huggingface/safetensors.</summary>
/// <param name="Metadata">The header's <c>__metadata__</c>.</param>
/// <param name="Tensors">By name.</param>
public sealed record Safetensors(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, TensorData> Tensors)
{
    /// <summary>Longest header that the specification allows, in bytes.</summary>
    public const int HeaderLimit = 100_000_000;

    private const string MetadataName = "__metadata__";
    private const int LengthBytes = 8;

    /// <summary>Reads a file, every rule of the specification enforced before anything of a claimed size is allocated.</summary>
    /// <exception cref="ToolException">The file is missing, cut, or breaks a rule (exit 3).</exception>
    public static Safetensors Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(stream);
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{path}: {fault.Message}", "a whole safetensors file", "make it again, or take the copy it came from", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "a safetensors file", "check the path and its permissions", fault);
        }
    }

    /// <summary>Reads from a seekable stream.</summary>
    /// <exception cref="FormatException">A rule is broken; the message gives the offset.</exception>
    public static Safetensors Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Length < LengthBytes)
        {
            throw new FormatException($"the file ends at byte {stream.Length}, inside the header's length");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength is < 2 or > HeaderLimit || (long)headerLength > stream.Length - LengthBytes)
        {
            throw new FormatException($"the header claims {headerLength} bytes at offset 0; the file has {stream.Length - LengthBytes} after it and the limit is {HeaderLimit}");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var (metadata, entries) = SafetensorsHeader.Parse(header, stream.Length - LengthBytes - (long)headerLength);
        var tensors = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.End - entry.Begin > Array.MaxLength)
            {
                throw new FormatException($"tensor '{entry.Name}' has {entry.End - entry.Begin} bytes; this program reads tensors of up to {Array.MaxLength}");
            }

            var bytes = new byte[entry.End - entry.Begin];
            stream.ReadExactly(bytes);
            tensors.Add(entry.Name, new TensorData(entry.Type, entry.Shape, bytes));
        }

        return new Safetensors(metadata, tensors);
    }

    /// <summary>Writes the file: the same content gives the same bytes. Tensors stand in the order of their names, values aligned to 8 bytes.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // the widest elements first, so that every tensor begins at a multiple of its element size
        var ordered = Tensors
            .OrderByDescending(pair => TensorData.BitsOf(pair.Value.Type))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToArray();
        var header = Header(ordered);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            stream.Write(tensor.Bytes.Span);
        }
    }

    private byte[] Header(IEnumerable<KeyValuePair<string, TensorData>> ordered)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach (var (key, value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
