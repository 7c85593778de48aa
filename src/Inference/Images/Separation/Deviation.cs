namespace Toolchain.Inference.Images.Separation;

/// <summary>How a picture's colours deviate from its ground, and in which direction of colour its ink lies.</summary>
internal sealed class Deviation
{
    /// <summary>So many pixels in a million may be stronger than the strongest ink: specks.</summary>
    public const int Specks = 20;

    // pixels at least this strong, as a share of the strongest, say what colour the ink has
    private const float InkShare = 0.5f;

    // paper this many times darker than the rest is no shadow that ink could be measured in
    private const float DarkestShadow = 1 / 3f;

    private readonly float[] residuals; // [pixels, channels]
    private readonly int channels;
    private readonly Ground ground;

    private Deviation(float[] residuals, int channels, Ground ground)
    {
        (this.residuals, this.channels, this.ground) = (residuals, channels, ground);
        Strongest = StrongestOf(residuals, channels);
    }

    /// <summary>The strongest deviation, in grey levels: the root of the mean square over the channels.</summary>
    public int Strongest { get; }

    /// <summary>Looks at a picture.</summary>
    /// <param name="picture">Opaque.</param>
    /// <param name="ground">Its ground.</param>
    /// <param name="step">Rows from one that is looked at to the next.</param>
    public static Deviation Of(Raster picture, Ground ground, int step = 1)
    {
        var channels = Math.Min(picture.Channels, 3);
        var stride = picture.Width * channels;
        var residuals = new float[(picture.Height + step - 1) / step * stride];
        for (var (y, at) = (0, 0); y < picture.Height; y += step, at += stride)
        {
            var row = residuals.AsSpan(at, stride);
            ground.Row(y, row);
            var pixels = picture.Pixels.AsSpan(y * picture.Width * picture.Channels, picture.Width * picture.Channels);
            for (var (x, source) = (0, 0); x < row.Length; x += channels, source += picture.Channels)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    row[x + channel] = pixels[source + channel] - row[x + channel];
                }
            }
        }

        return new(residuals, channels, ground);
    }

    /// <summary>How far each pixel lies from the ground towards the ink, in grey levels; negative on the other side.</summary>
    /// <returns>float32 [height, width].</returns>
    public float[] TowardsInk()
    {
        var axis = InkAxis();
        var strengths = new float[residuals.Length / channels];
        for (var i = 0; i < strengths.Length; i++)
        {
            strengths[i] = Along(axis, i);
        }

        if (!ground.IsFlat && axis.Sum() < 0)
        {
            MeasureByLight(strengths);
        }

        return strengths;
    }

    // dark ink takes away a share of the light that falls on the page: in a shadow less than elsewhere
    private void MeasureByLight(float[] strengths)
    {
        var mean = ground.MeanLight;
        var row = new float[ground.PixelsAcross * channels];
        for (var i = 0; i < strengths.Length; i++)
        {
            var (y, x) = Math.DivRem(i, ground.PixelsAcross);
            if (x == 0)
            {
                ground.Row(y, row);
            }

            var light = 0f;
            for (var channel = 0; channel < channels; channel++)
            {
                light += row[(x * channels) + channel];
            }

            strengths[i] *= mean / Math.Max(light / channels, mean * DarkestShadow);
        }
    }

    // the direction in which strong pixels deviate most; towards the side where there is more of it
    private float[] InkAxis()
    {
        var strong = new List<int>();
        var least = InkShare * InkShare * Strongest * Strongest * channels;
        for (var i = 0; i < residuals.Length / channels; i++)
        {
            if (Squared(residuals.AsSpan(i * channels, channels)) >= least)
            {
                strong.Add(i);
            }
        }

        var axis = PrincipalAxis(strong);
        return strong.Sum(i => (double)Along(axis, i)) < 0 ? Array.ConvertAll(axis, value => -value) : axis;
    }

    // the power method on the matrix of second moments; the length is such that greys keep their levels
    private float[] PrincipalAxis(List<int> pixels)
    {
        var moments = new double[channels, channels];
        foreach (var pixel in pixels)
        {
            for (var i = 0; i < channels * channels; i++)
            {
                var (row, column) = Math.DivRem(i, channels);
                moments[row, column] += residuals[(pixel * channels) + row] * residuals[(pixel * channels) + column];
            }
        }

        var first = Enumerable.Range(0, channels).MaxBy(i => moments[i, i]);
        var axis = Enumerable.Range(0, channels).Select(i => moments[first, i]).ToArray();
        for (var round = 0; round < 20; round++)
        {
            axis = [.. Enumerable.Range(0, channels).Select(row => Enumerable.Range(0, channels).Sum(column => moments[row, column] * axis[column]))];
            var length = Math.Sqrt(axis.Sum(value => value * value));
            axis = [.. axis.Select(value => length > 0 ? value / length : 1)];
        }

        return [.. axis.Select(value => (float)(value / Math.Sqrt(channels)))];
    }

    private float Along(float[] axis, int pixel)
    {
        if (channels == 1)
        {
            return axis[0] * residuals[pixel];
        }

        var at = pixel * channels;
        return (axis[0] * residuals[at]) + (axis[1] * residuals[at + 1]) + (axis[2] * residuals[at + 2]);
    }

    private static int StrongestOf(float[] residuals, int channels)
    {
        var histogram = new int[byte.MaxValue + 1];
        for (var i = 0; i < residuals.Length; i += channels)
        {
            histogram[(int)MathF.Sqrt(Squared(residuals.AsSpan(i, channels)) / channels)]++;
        }

        var stronger = (long)residuals.Length / channels * Specks / 1_000_000;
        var level = byte.MaxValue;
        for (var seen = 0L; level > 0 && (seen += histogram[level]) <= stronger; level--)
        {
        }

        return level;
    }

    private static float Squared(ReadOnlySpan<float> residual)
    {
        var sum = 0f;
        foreach (var value in residual)
        {
            sum += value * value;
        }

        return sum;
    }
}
