namespace Toolchain.Inference.Images.Limits;

/// <summary>Memory that all pictures share: who finds it taken waits, so that what the program needs does not grow with the number of threads.</summary>
/// <param name="most">Bytes for all pictures together.</param>
internal sealed class ImageRoom(long most)
{
    // what less would take is not worth asking for
    private const long Small = 1 << 18;

    private readonly object gate = new();
    private long taken;

    /// <summary>For the content of files. Who holds some of it may ask for some of <see cref="Pixels"/>, never the other way round.</summary>
    public static ImageRoom Files { get; } = new(ImageLimits.MostBytes);

    /// <summary>For decoding and normalizing.</summary>
    public static ImageRoom Pixels { get; } = new(ImageLimits.MostMemory);

    /// <summary>Waits for some bytes of the room; to be disposed when they are free again, and before more of the same room is asked for.</summary>
    /// <param name="bytes">More than there are counts as all of them.</param>
    public Share Take(long bytes)
    {
        if (bytes < Small)
        {
            return default;
        }

        var share = Math.Min(bytes, most);
        lock (gate)
        {
            while (taken + share > most)
            {
                Monitor.Wait(gate);
            }

            taken += share;
        }

        return new(this, share);
    }

    private void Free(long bytes)
    {
        lock (gate)
        {
            taken -= bytes;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>A part of the room, until it is disposed; once.</summary>
    /// <param name="room">Null where nothing was taken.</param>
    /// <param name="bytes">How much of it.</param>
    public readonly struct Share(ImageRoom? room, long bytes) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => room?.Free(bytes);
    }
}
