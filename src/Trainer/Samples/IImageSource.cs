using Toolchain.Contracts.Datasets;

namespace Toolchain.Trainer.Samples;

/// <summary>The images of a split as a step or an evaluation sees them. Safe to read from several threads at once.</summary>
internal interface IImageSource
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Class of each sample.</summary>
    ReadOnlySpan<byte> Labels { get; }

    /// <summary>The pixels of a sample in an epoch, uint8 (784).</summary>
    /// <param name="sample">Position in the split.</param>
    /// <param name="epoch">Counted from 0; a source that varies its images does so by seed, epoch and sample.</param>
    /// <param name="scratch">Room for 784 bytes, used when the image must be made.</param>
    /// <returns>Valid as long as <paramref name="scratch"/> is untouched.</returns>
    ReadOnlySpan<byte> Read(int sample, int epoch, Span<byte> scratch);
}

/// <summary>The images as the data set has them.</summary>
internal sealed class PlainImages(Split split) : IImageSource
{
    /// <inheritdoc/>
    public int Count => split.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Labels => split.Labels.Span;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(int sample, int epoch, Span<byte> scratch) =>
        split.Images.Span.Slice(sample * DatasetFolder.Pixels, DatasetFolder.Pixels);
}
