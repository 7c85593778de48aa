using System.Buffers;

namespace Toolchain.Inference.Images;

/// <summary>The content of a file, in memory that the next file uses again.</summary>
/// <param name="buffer">May be longer than the content.</param>
/// <param name="length">Bytes of the content.</param>
internal readonly struct ImageBytes(byte[] buffer, int length) : IDisposable
{
    // what is larger is rare and not worth holding on to
    private const int MostKept = 1 << 20;

    /// <summary>The bytes, as long as this is not disposed.</summary>
    public ArraySegment<byte> Content => new(buffer, 0, length);

    /// <summary>A buffer of at least some bytes.</summary>
    public static byte[] Rent(int length) => length <= MostKept ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffer.Length <= MostKept)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
