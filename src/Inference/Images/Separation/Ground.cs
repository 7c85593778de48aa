namespace Toolchain.Inference.Images.Separation;

/// <summary>What a page looks like without the ink: one colour, a gradient, or the light of a lamp with shadows in it.</summary>
internal sealed class Ground
{
    // cells farther from the ground than this share of the strongest contrast are ink
    private const float InkShare = 0.3f;

    // unevenness that a polynomial does not describe, in grey levels and as a share of the contrast, before the ground is followed more closely
    private const float MostUneven = 2;
    private const float MostUnevenShare = 0.02f;

    // a shadow deviates by these shares of the contrast, in this share of the border's cells
    private const float ShadowFrom = 0.06f;
    private const float ShadowTo = 0.6f;
    private const float ShadowBorder = 0.2f;

    // a ground that follows the shadow leaves ink in fewer of the border's cells
    private const float InkedBorder = 0.05f;

    // grey levels around the surface in a drawing, where no lamp shines; and pixels of a cell in which grain averages out
    private const double MostEven = 0.75;
    private const int LeastCell = 3;

    // cells around ink that may hold some of its edge
    private const int Margin = 2;

    // pixels that say how strong the contrast is
    private const int Looks = 1 << 18;

    // reach of the smoothing that follows the light, in cells; wider ones fill what lies under the ink
    private static readonly int[] Reaches = [2, 4, 8, 16, 64];

    private readonly CellGrid grid;
    private readonly float[] colours; // [height, width, channels] of the grid

    private Ground(CellGrid grid, float[] colours)
    {
        (this.grid, this.colours) = (grid, colours);
        IsFlat = true;
        for (var i = grid.Channels; i < colours.Length && IsFlat; i++)
        {
            IsFlat = colours[i] == colours[i - grid.Channels];
        }
    }

    /// <summary>Whether it is of one colour.</summary>
    public bool IsFlat { get; }

    /// <summary>How light it is, 0 to 255: the mean over places and channels.</summary>
    public float MeanLight => colours.Average();

    /// <summary>Pixels of a row of the picture.</summary>
    public int PixelsAcross => grid.PixelsAcross;

    /// <summary>Estimates the ground of an opaque picture.</summary>
    public static Ground Of(Raster picture)
    {
        var grid = CellGrid.Of(picture);
        var (surface, spread) = SurfaceThroughBorder(grid);
        var ground = new Ground(grid, surface);
        var contrast = ground.ContrastOf(picture);
        if (spread > MostEven && grid.Size >= LeastCell && ground.OffBorder(ShadowFrom * contrast, ShadowTo * contrast) > ShadowBorder)
        {
            // a figure that touches the border deviates from the surface too, but from what is around it as well
            var shadowed = new Ground(grid, grid.MedianAround());
            if (shadowed.OffBorder(InkShare * contrast, float.PositiveInfinity) < InkedBorder)
            {
                return shadowed;
            }
        }

        // twice: a shadow that first passed for ink shows itself once what is around it is followed
        ground = ground.Followed(contrast);
        return ground.Followed(ground.ContrastOf(picture));
    }

    /// <summary>The ground's colour along a row of pixels.</summary>
    /// <param name="y">The row.</param>
    /// <param name="row">float32 [width, channels], filled.</param>
    public void Row(int y, Span<float> row)
    {
        var channels = grid.Channels;
        if (IsFlat)
        {
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = colours[i % channels];
            }

            return;
        }

        var (top, bottom, down) = Between(y, grid.Height);
        Span<float> cells = stackalloc float[grid.Width * channels];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Mix(colours[(top * cells.Length) + i], colours[(bottom * cells.Length) + i], down);
        }

        for (var x = 0; x < row.Length / channels; x++)
        {
            var (left, right, across) = Between(x, grid.Width);
            for (var channel = 0; channel < channels; channel++)
            {
                row[(x * channels) + channel] = Mix(cells[(left * channels) + channel], cells[(right * channels) + channel], across);
            }
        }
    }

    // of equal colours that very colour
    private static float Mix(float from, float to, float share) => from + ((to - from) * share);

    // between the middles of cells
    private (int Before, int After, float Share) Between(int pixel, int cells)
    {
        var position = Math.Clamp(((pixel + 0.5f) / grid.Size) - 0.5f, 0, cells - 1);
        var before = (int)position;
        return (before, Math.Min(before + 1, cells - 1), position - before);
    }

    private static (float[] Colours, double Spread) SurfaceThroughBorder(CellGrid grid)
    {
        var border = grid.Border();
        var points = border.Select(cell => Place(grid, cell)).ToArray();
        var colours = new float[grid.Colours.Length];
        var spread = 0.0;
        for (var channel = 0; channel < grid.Channels; channel++)
        {
            var surface = Surface.Fit(points, [.. border.Select(cell => (double)grid.Colours[(cell * grid.Channels) + channel])]);
            spread = Math.Max(spread, surface.Spread);
            for (var cell = 0; cell < grid.Width * grid.Height; cell++)
            {
                var (x, y) = Place(grid, cell);
                colours[(cell * grid.Channels) + channel] = (float)Math.Clamp(surface.At(x, y), 0, byte.MaxValue);
            }
        }

        return (colours, spread);
    }

    private static (double X, double Y) Place(CellGrid grid, int cell)
    {
        var (y, x) = Math.DivRem(cell, grid.Width);
        return ((2 * (x + 0.5) / grid.Width) - 1, (2 * (y + 0.5) / grid.Height) - 1);
    }

    private int ContrastOf(Raster picture) => Deviation.Of(picture, this, 1 + (picture.Count / Looks)).Strongest;

    // the share of the border's cells that deviate by some grey levels
    private double OffBorder(float from, float to)
    {
        var border = grid.Border();
        var least = Math.Max(2 * MostUneven, from);
        return (double)border.Count(cell => Squared(cell) > least * least && Squared(cell) < to * to) / border.Count;
    }

    private Ground Followed(float contrast)
    {
        var weights = WithoutInk(InkShare * contrast);
        var uneven = Math.Sqrt(weights.Select((weight, cell) => weight * (double)Squared(cell)).Sum() / Math.Max(1, weights.Sum()));
        return uneven <= Math.Max(MostUneven, MostUnevenShare * contrast) ? this : new Ground(grid, Smoothed(weights));
    }

    // 1 for cells of ground, 0 for ink and what is next to it
    private float[] WithoutInk(float threshold)
    {
        var weights = new float[grid.Width * grid.Height];
        Array.Fill(weights, 1);
        for (var cell = 0; cell < weights.Length; cell++)
        {
            if (Squared(cell) <= threshold * threshold)
            {
                continue;
            }

            var (y, x) = Math.DivRem(cell, grid.Width);
            for (var row = Math.Max(0, y - Margin); row <= Math.Min(grid.Height - 1, y + Margin); row++)
            {
                var from = Math.Max(0, x - Margin);
                weights.AsSpan((row * grid.Width) + from, Math.Min(grid.Width - 1, x + Margin) - from + 1).Clear();
            }
        }

        return weights;
    }

    // mean over the channels of the squared distance from the cell's colour
    private float Squared(int cell)
    {
        var sum = 0f;
        for (var i = cell * grid.Channels; i < (cell + 1) * grid.Channels; i++)
        {
            sum += (grid.Colours[i] - colours[i]) * (grid.Colours[i] - colours[i]);
        }

        return sum / grid.Channels;
    }

    // the weighted mean of the cells around, in the narrowest reach that holds enough of them
    private float[] Smoothed(float[] weights)
    {
        const float Enough = 0.2f;
        var result = colours.ToArray();
        var open = new bool[weights.Length];
        Array.Fill(open, true);
        foreach (var reach in Reaches)
        {
            var kernel = Convolution.Gaussian(reach);
            var mass = Convolution.Separable(weights, grid.Width, grid.Height, kernel);
            for (var channel = 0; channel < grid.Channels; channel++)
            {
                float[] shown = [.. weights.Select((weight, cell) => weight * grid.Colours[(cell * grid.Channels) + channel])];
                var values = Convolution.Separable(shown, grid.Width, grid.Height, kernel);
                for (var cell = 0; cell < weights.Length; cell++)
                {
                    if (open[cell] && mass[cell] > Enough)
                    {
                        result[(cell * grid.Channels) + channel] = values[cell] / mass[cell];
                    }
                }
            }

            for (var cell = 0; cell < weights.Length; cell++)
            {
                open[cell] &= mass[cell] <= Enough;
            }
        }

        return result;
    }
}
