using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Toolchain.Contracts.Datasets;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Samples;

/// <summary>A reused input tensor into which batches are gathered straight from the bytes of the images.</summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly IImageSource source;
    private readonly Tensor images; // (capacity, 28, 28)
    private readonly Tensor labels; // (capacity)
    private readonly byte[] classes;
    private (Tensor Images, Tensor Labels)? partial;

    /// <summary>Room for batches of up to <paramref name="capacity"/> samples of <paramref name="source"/>.</summary>
    public BatchBuffer(IImageSource source, int capacity)
    {
        this.source = source;
        images = zeros(capacity, DatasetFolder.Side, DatasetFolder.Side).DetachFromDisposeScope();
        labels = zeros(capacity, dtype: ScalarType.Int64).DetachFromDisposeScope();
        classes = new byte[capacity];
    }

    /// <summary>Classes of the samples gathered last.</summary>
    public ReadOnlySpan<byte> Classes => classes.AsSpan(0, Count);

    /// <summary>Samples gathered last.</summary>
    public int Count { get; private set; }

    /// <summary>Fills the buffer; the tensors stay the buffer's and are valid until the next call.</summary>
    /// <returns>Images float32 (count, 28, 28) in 0 to 1, and labels int64 (count).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (Tensor Images, Tensor Labels) Gather(ReadOnlySpan<int> samples, int epoch)
    {
        Count = samples.Length;
        var (batch, truth) = Views();
        var pixels = MemoryMarshal.Cast<byte, float>(images.bytes);
        var numbers = MemoryMarshal.Cast<byte, long>(labels.bytes);
        var allLabels = source.Labels;
        Span<byte> scratch = stackalloc byte[DatasetFolder.Pixels];
        for (var i = 0; i < samples.Length; i++)
        {
            PixelScaling.Scale(source.Read(samples[i], epoch, scratch), pixels[(i * DatasetFolder.Pixels)..]);
            numbers[i] = classes[i] = allLabels[samples[i]];
        }

        return (batch, truth);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropPartial();
        images.Dispose();
        labels.Dispose();
    }

    // full batches use the tensors themselves; the smaller last one of an epoch a view of its size
    private (Tensor Images, Tensor Labels) Views()
    {
        if (Count == images.shape[0])
        {
            return (images, labels);
        }

        if (partial is not { } views || views.Labels.shape[0] != Count)
        {
            DropPartial();
            partial = views = (images.narrow(0, 0, Count).DetachFromDisposeScope(), labels.narrow(0, 0, Count).DetachFromDisposeScope());
        }

        return views;
    }

    private void DropPartial()
    {
        partial?.Images.Dispose();
        partial?.Labels.Dispose();
        partial = null;
    }
}
