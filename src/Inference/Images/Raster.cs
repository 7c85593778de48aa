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

    /// <summary>The picture as it is to be looked at.</summary>
    /// <param name="orientation">How it is stored.</param>
    public Raster Turned(Orientation orientation)
    {
        if (orientation is < Orientation.Mirrored or > Orientation.ThreeQuarterTurn)
        {
            return this;
        }

        var swaps = orientation >= Orientation.Transposed;
        var (width, height) = swaps ? (Height, Width) : (Width, Height);
        var turned = new byte[Pixels.Length];
        for (var i = 0; i < Count; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            var (column, row) = swaps ? (y, x) : (x, y);
            if (orientation is Orientation.Mirrored or Orientation.HalfTurn or Orientation.Transversed or Orientation.ThreeQuarterTurn)
            {
                column = Width - 1 - column;
            }

            if (orientation is Orientation.HalfTurn or Orientation.Flipped or Orientation.QuarterTurn or Orientation.Transversed)
            {
                row = Height - 1 - row;
            }

            Pixels.AsSpan(((row * Width) + column) * Channels, Channels).CopyTo(turned.AsSpan(i * Channels));
        }

        return new(width, height, Channels, turned);
    }

    /// <summary>A part of the picture.</summary>
    /// <param name="left">Its first column.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="right">Its last column.</param>
    /// <param name="bottom">Its last row.</param>
    public Raster Cropped(int left, int top, int right, int bottom)
    {
        var (width, height) = (right - left + 1, bottom - top + 1);
        var stride = width * Channels;
        var cropped = new byte[stride * height];
        for (var row = 0; row < height; row++)
        {
            Pixels.AsSpan((((top + row) * Width) + left) * Channels, stride).CopyTo(cropped.AsSpan(row * stride));
        }

        return new(width, height, Channels, cropped);
    }

    /// <summary>The picture in another size, each channel on its own; for what is opaque.</summary>
    public Raster Resized(int width, int height)
    {
        var resized = new byte[width * height * Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var map = new float[Count];
            for (var i = 0; i < map.Length; i++)
            {
                map[i] = Pixels[(i * Channels) + channel];
            }

            var values = Resampling.Resize(new(Width, Height, map), width, height).Ink;
            for (var i = 0; i < values.Length; i++)
            {
                resized[(i * Channels) + channel] = (byte)Math.Round(Math.Clamp(values[i], 0, byte.MaxValue));
            }
        }

        return new(width, height, Channels, resized);
    }
}
