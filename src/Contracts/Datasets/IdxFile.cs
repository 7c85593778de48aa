using System.Buffers.Binary;
using System.IO.Compression;

namespace Toolchain.Contracts.Datasets;

/// <summary>One IDX file of unsigned bytes, plain or gzip. Source: the format's description on the MNIST page.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sizes">The dimensions of its header.</param>
/// <param name="Content">The whole file, decompressed, header included: what a digest is taken of.</param>
internal sealed record IdxFile(string Path, IReadOnlyList<int> Sizes, byte[] Content)
{
    /// <summary>Magic number of label files: unsigned bytes, one dimension.</summary>
    public const int LabelsMagic = 0x0801;

    /// <summary>Magic number of image files: unsigned bytes, three dimensions.</summary>
    public const int ImagesMagic = 0x0803;

    /// <summary>Most samples that a set may have; EMNIST, the largest of the family, has 814,255.</summary>
    public const int CountLimit = 1_000_000;

    // DEFLATE codes at most 258 bytes in 2 bits, so no file expands more than this; a header that claims more is lying
    private const long DeflateRatioLimit = 1032;

    /// <summary>Bytes of the header.</summary>
    public int HeaderLength => 4 + (4 * Sizes.Count);

    /// <summary>Reads a file whose header must be <paramref name="magic"/> and the sizes given.</summary>
    /// <param name="path">Plain, or gzip when it ends in <c>.gz</c>.</param>
    /// <param name="magic">Type and number of dimensions.</param>
    /// <param name="sizes">Expected sizes; null where any size will do.</param>
    /// <exception cref="FormatException">The content is not what it must be; the message gives offset, found and expected.</exception>
    public static IdxFile Read(string path, int magic, params IReadOnlyList<int?> sizes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        var zipped = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        try
        {
            return Read(path, stream, magic, sizes, zipped ? file.Length * DeflateRatioLimit : file.Length);
        }
        catch (InvalidDataException fault)
        {
            throw new FormatException($"{path} is no whole gzip file: {fault.Message}", fault);
        }
    }

    private static IdxFile Read(string path, Stream stream, int magic, IReadOnlyList<int?> sizes, long mostBytes)
    {
        var header = new byte[4 + (4 * sizes.Count)];
        var got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (got >= 4 && BinaryPrimitives.ReadInt32BigEndian(header) is var foundMagic && foundMagic != magic)
        {
            throw new FormatException($"{path}: magic number 0x{foundMagic:X8} at offset 0{MeaningOf(foundMagic)}; expected 0x{magic:X8}{MeaningOf(magic)}");
        }

        if (got < header.Length)
        {
            throw new FormatException($"{path} ends at offset {got}; expected a header of {header.Length} bytes");
        }

        var found = new int[sizes.Count];
        var total = (long)header.Length;
        var items = 1L;
        for (var i = 0; i < found.Length; i++)
        {
            var offset = 4 + (4 * i);
            found[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(offset));
            if (sizes[i] is { } size && found[i] != size)
            {
                throw new FormatException($"{path}: size {(uint)found[i]} at offset {offset}; expected {size}");
            }

            if (found[i] is < 1 or > CountLimit)
            {
                throw new FormatException($"{path}: size {(uint)found[i]} at offset {offset}; expected 1 to {CountLimit}");
            }

            items *= found[i];
        }

        total += items;
        if (total > mostBytes)
        {
            throw new FormatException($"{path}: the header claims {total} bytes ({string.Join(" × ", found)}), but the file cannot hold more than {mostBytes}");
        }

        var content = new byte[total];
        header.CopyTo(content, 0);
        var end = header.Length + stream.ReadAtLeast(content.AsSpan(header.Length), content.Length - header.Length, throwOnEndOfStream: false);
        return end < content.Length ? throw new FormatException($"{path} ends at offset {end}; expected {content.Length} bytes ({string.Join(" × ", found)} after the header)")
            : stream.ReadByte() >= 0 ? throw new FormatException($"{path} goes on after offset {content.Length}; expected its end there ({string.Join(" × ", found)} after the header)")
            : new IdxFile(path, found, content);
    }

    private static string MeaningOf(int magic) => magic switch
    {
        LabelsMagic => " (labels)",
        ImagesMagic => " (images)",
        _ => "",
    };
}
