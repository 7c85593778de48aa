namespace Toolchain.Inference.Images.Separation;

/// <summary>A picture in coarse cells, each with the median colour of its pixels: strokes vanish where they are thinner than half a cell, grain averages out.</summary>
internal sealed class CellGrid
{
    // cells along the longer side: fine enough for the edge of a shadow, coarse enough to be quick
    private const int MostCells = 64;

    // pixels looked at along one side of a cell
    private const int MostLooks = 8;

    // a window reaches this part of the longer side to each direction
    private const int WindowShare = 10;

    private CellGrid(Raster picture)
    {
        Channels = Math.Min(picture.Channels, 3);
        Size = Math.Max(1, (Math.Max(picture.Width, picture.Height) + MostCells - 1) / MostCells);
        Width = (picture.Width + Size - 1) / Size;
        Height = (picture.Height + Size - 1) / Size;
        PixelsAcross = picture.Width;
        Colours = new float[Width * Height * Channels];
    }

    /// <summary>Pixels along one side of a cell.</summary>
    public int Size { get; }

    /// <summary>Pixels of a row of the picture.</summary>
    public int PixelsAcross { get; }

    /// <summary>Cells of a row.</summary>
    public int Width { get; }

    /// <summary>Rows of cells.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for colours.</summary>
    public int Channels { get; }

    /// <summary>float32 [height, width, channels], 0 to 255.</summary>
    public float[] Colours { get; }

    /// <summary>Parts an opaque picture into cells.</summary>
    public static CellGrid Of(Raster picture)
    {
        var grid = new CellGrid(picture);
        Span<byte> looks = stackalloc byte[MostLooks * MostLooks];
        for (var cell = 0; cell < grid.Width * grid.Height; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            for (var channel = 0; channel < grid.Channels; channel++)
            {
                grid.Colours[(cell * grid.Channels) + channel] = MedianOf(picture, x * grid.Size, y * grid.Size, grid.Size, channel, looks);
            }
        }

        return grid;
    }

    /// <summary>The cells of the outermost rings: where the ground shows.</summary>
    public IReadOnlyList<int> Border()
    {
        // two rings, so that the frame of a scan is not all there is to see; of few cells one, since the digit is near
        var rings = Math.Min(Width, Height) >= MostCells / 4 ? 2 : 1;
        return [.. Enumerable.Range(0, Width * Height).Where(cell =>
        {
            var (y, x) = Math.DivRem(cell, Width);
            return x < rings || y < rings || x >= Width - rings || y >= Height - rings;
        })];
    }

    /// <summary>For each cell the median colour of those around it, in a window wide enough that strokes are the smaller part: it keeps the edges of shadows.</summary>
    /// <returns>float32 [height, width, channels].</returns>
    public float[] MedianAround()
    {
        var reach = Math.Max(1, Math.Max(Width, Height) / WindowShare);
        var result = new float[Colours.Length];
        var window = new float[((2 * reach) + 1) * ((2 * reach) + 1)];
        for (var i = 0; i < result.Length; i++)
        {
            var (cell, channel) = Math.DivRem(i, Channels);
            var (y, x) = Math.DivRem(cell, Width);
            var count = 0;
            for (var row = Math.Max(0, y - reach); row <= Math.Min(Height - 1, y + reach); row++)
            {
                for (var column = Math.Max(0, x - reach); column <= Math.Min(Width - 1, x + reach); column++)
                {
                    window[count++] = Colours[(((row * Width) + column) * Channels) + channel];
                }
            }

            Array.Sort(window, 0, count);
            result[i] = window[count / 2];
        }

        return result;
    }

    private static float MedianOf(Raster picture, int left, int top, int size, int channel, Span<byte> looks)
    {
        if (size == 1)
        {
            return picture.Pixels[(((top * picture.Width) + left) * picture.Channels) + channel];
        }

        var (right, bottom) = (Math.Min(left + size, picture.Width), Math.Min(top + size, picture.Height));
        var step = (size + MostLooks - 1) / MostLooks;
        var count = 0;
        for (var y = top; y < bottom; y += step)
        {
            for (var x = left; x < right; x += step)
            {
                looks[count++] = picture.Pixels[(((y * picture.Width) + x) * picture.Channels) + channel];
            }
        }

        looks = looks[..count];
        looks.Sort();
        return count % 2 == 1 ? looks[count / 2] : (looks[(count / 2) - 1] + looks[count / 2]) / 2f;
    }
}
