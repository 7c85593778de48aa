namespace Toolchain.Inference.Images.Separation;

/// <summary>A picture in coarse cells, each with the median colour of its pixels: strokes vanish where they are thinner than half a cell, grain averages out.</summary>
internal sealed class CellGrid
{
    // cells along the longer side: fine enough for the edge of a shadow, coarse enough to be quick
    private const int MostCells = 64;

    // pixels looked at along one side of a cell
    private const int MostLooks = 8;

    private CellGrid(Raster picture)
    {
        Channels = Math.Min(picture.Channels, 3);
        Size = Math.Max(1, (Math.Max(picture.Width, picture.Height) + MostCells - 1) / MostCells);
        Width = (picture.Width + Size - 1) / Size;
        Height = (picture.Height + Size - 1) / Size;
        Colours = new float[Width * Height * Channels];
    }

    /// <summary>Pixels along one side of a cell.</summary>
    public int Size { get; }

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
