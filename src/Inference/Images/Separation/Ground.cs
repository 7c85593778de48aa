namespace Toolchain.Inference.Images.Separation;

/// <summary>What a page looks like without the ink: one colour, a gradient, or the light of a lamp with shadows in it.</summary>
internal sealed class Ground
{
    // cells farther from the surface than this share of the strongest contrast are ink
    private const float InkShare = 0.3f;

    // unevenness that a polynomial does not describe, in grey levels and as a share of the contrast, before the ground is followed more closely
    private const float MostUneven = 2;
    private const float MostUnevenShare = 0.02f;

    // cells around ink that may hold some of its edge
    private const int Margin = 2;

    // reach of the smoothing that follows shadows, in cells; wider ones fill what lies under the ink
    private static readonly int[] Reaches = [2, 4, 8, 16, 64];

    private readonly CellGrid grid;
    private readonly float[] colours; // [height, width, channels] of the grid

    private readonly bool isFlat;

    private Ground(CellGrid grid, float[] colours)
    {
        (this.grid, this.colours) = (grid, colours);
        isFlat = true;
        for (var i = grid.Channels; i < colours.Length && isFlat; i++)
        {
            isFlat = colours[i] == colours[i - grid.Channels];
        }
    }

    /// <summary>Estimates the ground of an opaque picture.</summary>
    public static Ground Of(Raster picture)
    {
        var grid = CellGrid.Of(picture);
        var ground = new Ground(grid, SurfaceThroughBorder(grid));
        // twice: a shadow that first passed for ink shows itself once what is around it is followed
        return ground.Followed(picture).Followed(picture);
    }

    /// <summary>The ground's colour along a row of pixels.</summary>
    /// <param name="y">The row.</param>
    /// <param name="row">float32 [width, channels], filled.</param>
    public void Row(int y, Span<float> row)
    {
        var channels = grid.Channels;
        if (isFlat)
        {
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = colours[i % channels];
            }

            return;
        }

        var (top, bottom, down) = Between(y, grid.Height);
        for (var x = 0; x < row.Length / channels; x++)
        {
            var (left, right, across) = Between(x, grid.Width);
            for (var channel = 0; channel < channels; channel++)
            {
                var upper = Mix(At(left, top, channel), At(right, top, channel), across);
                var lower = Mix(At(left, bottom, channel), At(right, bottom, channel), across);
                row[(x * channels) + channel] = Mix(upper, lower, down);
            }
        }
    }

    // equal colours must give that very colour
    private static float Mix(float from, float to, float share) => from + ((to - from) * share);

    private float At(int x, int y, int channel) => colours[(((y * grid.Width) + x) * grid.Channels) + channel];

    // between the middles of cells
    private (int Before, int After, float Share) Between(int pixel, int cells)
    {
        var position = Math.Clamp(((pixel + 0.5f) / grid.Size) - 0.5f, 0, cells - 1);
        var before = (int)position;
        return (before, Math.Min(before + 1, cells - 1), position - before);
    }

    private static float[] SurfaceThroughBorder(CellGrid grid)
    {
        var border = grid.Border();
        var points = border.Select(cell => Place(grid, cell)).ToArray();
        var colours = new float[grid.Colours.Length];
        for (var channel = 0; channel < grid.Channels; channel++)
        {
            var surface = Surface.Fit(points, [.. border.Select(cell => (double)grid.Colours[(cell * grid.Channels) + channel])]);
            for (var cell = 0; cell < grid.Width * grid.Height; cell++)
            {
                var (x, y) = Place(grid, cell);
                colours[(cell * grid.Channels) + channel] = (float)Math.Clamp(surface.At(x, y), 0, byte.MaxValue);
            }
        }

        return colours;
    }

    private static (double X, double Y) Place(CellGrid grid, int cell)
    {
        var (y, x) = Math.DivRem(cell, grid.Width);
        return ((2 * (x + 0.5) / grid.Width) - 1, (2 * (y + 0.5) / grid.Height) - 1);
    }

    private Ground Followed(Raster picture)
    {
        var contrast = Deviation.Of(picture, this).Strongest;
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
        var result = colours.ToArray();
        var open = new bool[weights.Length];
        Array.Fill(open, true);
        foreach (var reach in Reaches)
        {
            var kernel = Convolution.Gaussian(reach);
            var mass = Blurred(weights, kernel);
            for (var channel = 0; channel < grid.Channels; channel++)
            {
                var values = Blurred([.. weights.Select((weight, cell) => weight * grid.Colours[(cell * grid.Channels) + channel])], kernel);
                for (var cell = 0; cell < weights.Length; cell++)
                {
                    if (open[cell] && mass[cell] > 0.2f)
                    {
                        result[(cell * grid.Channels) + channel] = values[cell] / mass[cell];
                    }
                }
            }

            for (var cell = 0; cell < weights.Length; cell++)
            {
                open[cell] &= mass[cell] <= 0.2f;
            }
        }

        return result;
    }

    private float[] Blurred(float[] cells, float[] kernel) => Convolution.Separable(cells, grid.Width, grid.Height, kernel);
}
