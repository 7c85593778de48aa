namespace Toolchain.Inference.Images.Separation;

/// <summary>How a picture's colours deviate from its ground, and in which direction of colour its ink lies.</summary>
internal sealed class Deviation
{
    // pixels at least this strong, as a share of the strongest, say what colour the ink has
    private const double InkShare = 0.5;

    /// <summary>So many pixels in a million may be stronger than the strongest ink: specks.</summary>
    public const int Specks = 20;

    private readonly Raster picture;
    private readonly Ground ground;
    private readonly int channels;

    private Deviation(Raster picture, Ground ground)
    {
        (this.picture, this.ground) = (picture, ground);
        channels = Math.Min(picture.Channels, 3);
        var histogram = new int[byte.MaxValue + 1];
        Visit((_, residual) => histogram[(int)Magnitude(residual)]++);
        var stronger = (long)picture.Count * Specks / 1_000_000;
        var level = byte.MaxValue;
        for (var seen = 0L; level > 0 && (seen += histogram[level]) <= stronger; level--)
        {
        }

        Strongest = level;
    }

    private delegate void Visitor(int pixel, ReadOnlySpan<float> residual);

    /// <summary>The strongest deviation, in grey levels: the root of the mean square over the channels.</summary>
    public int Strongest { get; }

    /// <summary>Looks at every pixel.</summary>
    public static Deviation Of(Raster picture, Ground ground) => new(picture, ground);

    /// <summary>How far each pixel lies from the ground towards the ink, in grey levels; negative on the other side.</summary>
    /// <returns>float32 [height, width].</returns>
    public float[] TowardsInk()
    {
        var axis = InkAxis();
        var strengths = new float[picture.Count];
        Visit((pixel, residual) => strengths[pixel] = Along(axis, residual));
        return strengths;
    }

    // the direction in which strong pixels deviate most; towards the side where there is more of it
    private float[] InkAxis()
    {
        var moments = new double[channels, channels];
        var least = InkShare * Strongest;
        Visit((_, residual) =>
        {
            if (Magnitude(residual) < least)
            {
                return;
            }

            for (var row = 0; row < channels; row++)
            {
                for (var column = 0; column < channels; column++)
                {
                    moments[row, column] += residual[row] * residual[column];
                }
            }
        });
        var axis = PrincipalAxis(moments);
        var balance = 0.0;
        Visit((_, residual) =>
        {
            if (Magnitude(residual) >= least)
            {
                balance += Along(axis, residual);
            }
        });
        return balance < 0 ? Array.ConvertAll(axis, value => -value) : axis;
    }

    // the power method, from the row of the largest moment; the length is the root of the number of channels, so that greys keep their levels
    private float[] PrincipalAxis(double[,] moments)
    {
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

    private static float Along(float[] axis, ReadOnlySpan<float> residual)
    {
        var sum = 0f;
        for (var i = 0; i < residual.Length; i++)
        {
            sum += axis[i] * residual[i];
        }

        return sum;
    }

    private static double Magnitude(ReadOnlySpan<float> residual)
    {
        var sum = 0f;
        foreach (var value in residual)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum / residual.Length);
    }

    private void Visit(Visitor visitor)
    {
        var row = new float[picture.Width * channels];
        Span<float> residual = stackalloc float[channels];
        for (var y = 0; y < picture.Height; y++)
        {
            ground.Row(y, row);
            for (var x = 0; x < picture.Width; x++)
            {
                var pixel = (y * picture.Width) + x;
                for (var channel = 0; channel < channels; channel++)
                {
                    residual[channel] = picture.Pixels[(pixel * picture.Channels) + channel] - row[(x * channels) + channel];
                }

                visitor(pixel, residual);
            }
        }
    }
}
