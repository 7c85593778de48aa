using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Inference.Models.Ports;

/// <summary>A model's input of pictures: its type, the shape of a batch, and what it sees of a pixel.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Picture">The sizes of one picture.</param>
/// <param name="Batch">Pictures of every run, or 0 when they are free.</param>
/// <param name="HasBatchAxis">Whether a size before the picture's own counts pictures; without, a run takes one.</param>
/// <param name="Scale">What it sees of a pixel.</param>
internal sealed record ImageInput(string Name, TensorElementType Type, IReadOnlyList<int> Picture, int Batch, bool HasBatchAxis, PixelScale Scale)
{
    /// <summary>The most pictures that a run may be made for.</summary>
    public const int LargestBatch = 65_536;

    // one picture, its 784 values row by row whatever the arrangement; of several that fit free sizes the usual one stands first
    private static readonly int[][] Arrangements =
    [
        [1, 28, 28], [784], [28, 28], [28, 28, 1], [28, 1, 28], [1, 784], [784, 1], [1, 1, 784], [1, 784, 1], [784, 1, 1],
        [1, 1, 28, 28], [1, 28, 28, 1], [28, 28, 1, 1],
    ];

    /// <summary>Pixels of one picture.</summary>
    public static int Pixels => DatasetFolder.Pixels;

    /// <summary>The sizes of one picture, for people.</summary>
    public string Arrangement => string.Join(" × ", Picture);

    /// <summary>As what an input can take pictures, the likeliest first; several only where its shape is free.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="metadata">Its type and shape.</param>
    public static IReadOnlyList<ImageInput> Matches(string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor || !PixelTable.Takes(metadata.ElementDataType))
        {
            return [];
        }

        var sizes = metadata.Dimensions;
        if (sizes.Length == 0)
        {
            // a shape that nobody declared; a single number, which looks the same, will fail to take a picture
            return [.. Arrangements.Take(4).Select(picture => new ImageInput(name, metadata.ElementDataType, picture, Batch: 0, HasBatchAxis: true, PixelScale.Raw))];
        }

        var batch = Math.Max(sizes[0], 0);
        var batches = batch > LargestBatch ? [] : Fitting(sizes[1..]).Select(picture => new ImageInput(name, metadata.ElementDataType, picture, batch, HasBatchAxis: true, PixelScale.Raw));
        var singles = Fitting(sizes).Select(picture => new ImageInput(name, metadata.ElementDataType, picture, Batch: 1, HasBatchAxis: false, PixelScale.Raw));
        return [.. batches.Concat(singles).Take(sizes.Skip(1).Any(size => size < 0) ? int.MaxValue : 1)];
    }

    /// <summary>The shape of some pictures.</summary>
    public long[] ShapeOf(int count) => [.. HasBatchAxis ? [count] : Array.Empty<long>(), .. Picture.Select(size => (long)size)];

    private static IEnumerable<int[]> Fitting(int[] sizes) =>
        Arrangements.Where(picture => picture.Length == sizes.Length && picture.Zip(sizes).All(pair => pair.Second < 0 || pair.First == pair.Second));
}
