using System.Buffers.Binary;
using System.IO.Compression;
using Toolchain.Contracts.Datasets;

namespace Toolchain.TestKit;

/// <summary>A small MNIST-shaped set that is easy to learn: each class lights its own band of the picture, over noise from the seed.</summary>
public static class TinyDataset
{
    /// <summary>Writes the four files.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="train">Training samples.</param>
    /// <param name="test">Test samples.</param>
    /// <param name="seed">Same seed, same set.</param>
    public static string Write(string folder, int train = 320, int test = 100, uint seed = 1)
    {
        Directory.CreateDirectory(folder);
        WriteSplit(folder, DatasetFolder.TrainImages, DatasetFolder.TrainLabels, train, seed);
        WriteSplit(folder, DatasetFolder.TestImages, DatasetFolder.TestLabels, test, seed + 1);
        return folder;
    }

    /// <summary>The bytes of an IDX file.</summary>
    public static byte[] Idx(int magic, IReadOnlyList<int> sizes, ReadOnlySpan<byte> values)
    {
        var bytes = new byte[4 + (4 * sizes.Count) + values.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        for (var i = 0; i < sizes.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        }

        values.CopyTo(bytes.AsSpan(4 + (4 * sizes.Count)));
        return bytes;
    }

    /// <summary>The bytes, compressed with gzip.</summary>
    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Optimal))
        {
            zip.Write(bytes);
        }

        return buffer.ToArray();
    }

    private static void WriteSplit(string folder, string imagesName, string labelsName, int count, uint seed)
    {
        var images = new byte[count * DatasetFolder.Pixels];
        var labels = new byte[count];
        var state = seed * 2_654_435_761u;
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % DatasetFolder.Classes);
            var image = images.AsSpan(i * DatasetFolder.Pixels, DatasetFolder.Pixels);
            for (var pixel = 0; pixel < image.Length; pixel++)
            {
                state = (state * 1_664_525u) + 1_013_904_223u;
                var band = pixel / DatasetFolder.Side * DatasetFolder.Classes / DatasetFolder.Side;
                image[pixel] = (byte)((state >> 26) + (band == labels[i] ? 150u : 0u));
            }
        }

        File.WriteAllBytes(Path.Combine(folder, imagesName), Idx(0x0803, [count, DatasetFolder.Side, DatasetFolder.Side], images));
        File.WriteAllBytes(Path.Combine(folder, labelsName), Idx(0x0801, [count], labels));
    }
}
