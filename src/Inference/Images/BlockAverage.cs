namespace Toolchain.Inference.Images;

/// <summary>Makes a picture small while its rows come in: blocks of whole pixels are averaged into one.</summary>
/// <remarks>A digit keeps far more detail than 28×28 needs, and what follows works on floating-point numbers.</remarks>
internal sealed class BlockAverage
{
    private readonly int block;
    private readonly int channels;
    private readonly int columns; // of the source, that make whole blocks
    private readonly byte[] pixels;
    private readonly int width;
    private readonly int height;
    private readonly long[] sums; // of the blocks under way: [width, 3 colours weighted by alpha, alpha]
    private int row;

    /// <summary>Prepares for a picture.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">As in <see cref="Raster"/>.</param>
    /// <param name="most">Pixels of the small picture, about, at most.</param>
    public BlockAverage(int width, int height, int channels, int most)
    {
        block = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)width * height / most)));
        this.channels = channels;
        (this.width, this.height) = (Math.Max(1, width / block), Math.Max(1, height / block));
        columns = Math.Min(width, this.width * block);
        Rows = Math.Min(height, this.height * block);
        pixels = new byte[this.width * this.height * channels];
        sums = new long[this.width * Raster.Rgba];
    }

    /// <summary>Rows of the source that count; fewer than a block's at the end are left out.</summary>
    public int Rows { get; }

    /// <summary>The small picture, once all rows are in.</summary>
    public Raster Result => new(width, height, channels, pixels);

    /// <summary>Takes in the next row.</summary>
    /// <param name="source">uint8 [width, channels].</param>
    public void Add(ReadOnlySpan<byte> source)
    {
        if (channels == Raster.Grey)
        {
            for (var x = 0; x < columns; x++)
            {
                sums[x / block * Raster.Rgba] += source[x];
            }
        }
        else
        {
            AddColours(source);
        }

        row++;
        if (row % block == 0 || row == Rows)
        {
            Finish((row - 1) / block, 1 + ((row - 1) % block));
        }
    }

    // the colour of a transparent pixel does not show, so it does not count
    private void AddColours(ReadOnlySpan<byte> source)
    {
        for (var (x, at) = (0, 0); x < columns; x++, at += Raster.Rgba)
        {
            var sum = sums.AsSpan(x / block * Raster.Rgba, Raster.Rgba);
            int alpha = source[at + 3];
            sum[0] += source[at] * alpha;
            sum[1] += source[at + 1] * alpha;
            sum[2] += source[at + 2] * alpha;
            sum[3] += alpha;
        }
    }

    private void Finish(int target, int rows)
    {
        for (var x = 0; x < width; x++)
        {
            var sum = sums.AsSpan(x * Raster.Rgba, Raster.Rgba);
            var result = pixels.AsSpan(((target * width) + x) * channels, channels);
            long count = rows * Math.Min(block, columns - (x * block));
            if (channels == Raster.Grey)
            {
                result[0] = (byte)((sum[0] + (count / 2)) / count);
            }
            else if (sum[3] > 0)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    result[channel] = (byte)((sum[channel] + (sum[3] / 2)) / sum[3]);
                }

                result[3] = (byte)(sum[3] / count);
            }
        }

        Array.Clear(sums);
    }
}
