using System.Buffers;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Images;

/// <summary>The content of a file, in memory that the next file uses again.</summary>
internal sealed class ImageBytes : IDisposable
{
    // what is larger is rare and not worth holding on to
    private const int MostKept = 1 << 20;

    // garbage of this size is cleared away before the next file may come on top of it
    private const int Large = 8 << 20;

    private readonly ImageRoom.Share share;
    private readonly int length;
    private byte[]? buffer;

    private ImageBytes(int length)
    {
        this.length = length;
        share = length <= MostKept ? default : ImageRoom.Files.Take(length);
        buffer = length <= MostKept ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Bytes that were read.</summary>
    public int Count { get; set; }

    /// <summary>The bytes that were read, as long as this is not disposed.</summary>
    public ArraySegment<byte> Content => new(buffer!, 0, Count);

    /// <summary>Where the rest of the file goes.</summary>
    public ArraySegment<byte> Rest => new(buffer!, Count, length - Count);

    /// <summary>Memory for a file of some bytes; of large files few at a time.</summary>
    public static ImageBytes Rent(int length) => new(length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (length <= MostKept)
        {
            ArrayPool<byte>.Shared.Return(buffer!);
        }

        buffer = null;
        if (length > Large)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        share.Dispose();
    }
}
