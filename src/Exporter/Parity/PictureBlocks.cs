using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Exporter.Parity;

/// <summary>Pictures as a model takes them, some at a time: memory does not grow with their number.</summary>
internal static class PictureBlocks
{
    private const int Usual = 500;

    /// <summary>The blocks, each with the place of its first picture.</summary>
    /// <param name="images">Raw pixels, picture after picture.</param>
    /// <param name="size">Pictures in a block.</param>
    public static IEnumerable<(int First, TensorData Pictures)> Of(ReadOnlyMemory<byte> images, int size = Usual)
    {
        var total = images.Length / DatasetFolder.Pixels;
        for (var first = 0; first < total; first += size)
        {
            var count = Math.Min(size, total - first);
            yield return (first, new TensorData(TensorData.UInt8, [count, DatasetFolder.Side, DatasetFolder.Side], images.Slice(first * DatasetFolder.Pixels, count * DatasetFolder.Pixels)));
        }
    }
}
