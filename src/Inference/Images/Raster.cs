namespace Toolchain.Inference.Images;

/// <summary>A decoded picture of 8 bits a channel.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1: grey and opaque; 4: red, green, blue and alpha, not premultiplied.</param>
/// <param name="Pixels">uint8 [height, width, channels].</param>
internal sealed record Raster(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>Channels of a grey, opaque picture.</summary>
    public const int Grey = 1;

    /// <summary>Channels of any other picture.</summary>
    public const int Rgba = 4;

    /// <summary>Number of pixels.</summary>
    public int Count => Width * Height;

    /// <summary>A picture of <see cref="Grey"/> where every pixel is grey and opaque, otherwise this one.</summary>
    public Raster WithoutUnusedChannels()
    {
        if (Channels == Grey)
        {
            return this;
        }

        var grey = new byte[Count];
        for (var i = 0; i < grey.Length; i++)
        {
            var pixel = Pixels.AsSpan(i * Rgba, Rgba);
            if (pixel[0] != pixel[1] || pixel[1] != pixel[2] || pixel[3] != byte.MaxValue)
            {
                return this;
            }

            grey[i] = pixel[0];
        }

        return new(Width, Height, Grey, grey);
    }

    /// <summary>A picture of at most about <paramref name="most"/> pixels: blocks of whole pixels averaged into one.</summary>
    /// <remarks>A digit keeps far more detail than 28×28 needs, and what follows works on floating-point numbers.</remarks>
    public Raster ShrunkTo(int most) => ShrunkBy(BlockFor(Width, Height, most));

    /// <summary>The side of the blocks that bring a picture to at most about <paramref name="most"/> pixels.</summary>
    public static int BlockFor(int width, int height, int most) => Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)width * height / most)));

    /// <summary>Blocks of whole pixels averaged into one.</summary>
    public Raster ShrunkBy(int block)
    {
        if (block == 1)
        {
            return this;
        }

        var (width, height) = (Math.Max(1, Width / block), Math.Max(1, Height / block));
        var small = new byte[width * height * Channels];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                Average(x * block, y * block, Math.Min(block, Width - (x * block)), Math.Min(block, Height - (y * block)), small.AsSpan(((y * width) + x) * Channels, Channels));
            }
        }

        return new(width, height, Channels, small);
    }

    private void Average(int left, int top, int width, int height, Span<byte> target)
    {
        Span<long> sums = stackalloc long[Rgba];
        var weights = 0L;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                var pixel = Pixels.AsSpan(((y * Width) + x) * Channels, Channels);
                // the colour of a transparent pixel does not show, so it does not count
                var weight = Channels == Rgba ? pixel[^1] : 1;
                for (var channel = 0; channel < Math.Min(Channels, 3); channel++)
                {
                    sums[channel] += pixel[channel] * weight;
                }

                weights += weight;
            }
        }

        for (var channel = 0; channel < Math.Min(Channels, 3); channel++)
        {
            target[channel] = weights == 0 ? (byte)0 : (byte)((sums[channel] + (weights / 2)) / weights);
        }

        if (Channels == Rgba)
        {
            target[^1] = (byte)(weights / (width * height));
        }
    }
}
