using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Trainer.Samples;

/// <summary>The images of a split as a step or an evaluation sees them. Safe to read from several threads at once.</summary>
internal interface IImageSource
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Class of each sample.</summary>
    ReadOnlySpan<byte> Labels { get; }

    /// <summary>Keeps the images, uint8 (count, 784), where they are in memory until the handle is disposed.</summary>
    /// <returns>Their address; null for a source that makes an image when it is read, which takes longer than to hand it from core to core.</returns>
    MemoryHandle? Pin();

    /// <summary>Begins to bring a sample from main memory into the caches of this core, and does not wait for it.</summary>
    void BringNear(int sample);

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
    private const int CacheLine = 64;

    /// <inheritdoc/>
    public int Count => split.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Labels => split.Labels.Span;

    /// <inheritdoc/>
    public MemoryHandle? Pin() => split.Images.Pin();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void BringNear(int sample)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        // an address is enough, so that the memory may move meanwhile
        fixed (byte* pixels = split.Images.Span.Slice(sample * DatasetFolder.Pixels, DatasetFolder.Pixels))
        {
            for (var offset = 0; offset < DatasetFolder.Pixels; offset += CacheLine)
            {
                Sse.Prefetch1(pixels + offset);
            }

            Sse.Prefetch1(pixels + DatasetFolder.Pixels - 1);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> Read(int sample, int epoch, Span<byte> scratch) =>
        split.Images.Span.Slice(sample * DatasetFolder.Pixels, DatasetFolder.Pixels);
}
