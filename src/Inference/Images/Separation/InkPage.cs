namespace Toolchain.Inference.Images.Separation;

/// <summary>The ink of a page, freed from ground, light and grain.</summary>
/// <param name="Ink">0 where there is ground, 1 where the ink is strongest; a few pixels may be stronger.</param>
/// <param name="Least">The faintest pixel that belongs to a figure.</param>
/// <param name="Grain">Standard deviation of the ground's grain, as a share of the strongest ink.</param>
internal sealed record InkPage(InkMap Ink, float Least, float Grain)
{
    // anti-aliasing and JPEG leave fainter pixels around a figure
    private const float FaintestEdge = 0.06f;

    // grain stays below this many standard deviations, but for one pixel in thousands; those are specks
    private const float GrainReach = 4;

    // so many standard deviations of grain are no ink
    private const float GrainFloor = 2;

    // contrast over grain that needs no smoothing, and the least that is believed to be ink
    private const float Clean = 10;
    private const float Doubtful = 6;

    // smoothing by this many pixels takes at least so many pixels a side
    private const int SidePerSmoothing = 48;

    private static readonly double[] Smoothings = [1, 2, 4];

    /// <summary>Parts ink and ground of an opaque picture.</summary>
    /// <returns>The ink, or null when nothing stands out.</returns>
    public static InkPage? Of(Raster picture)
    {
        var deviation = Deviation.Of(picture, Ground.Of(picture));
        if (deviation.Strongest < MnistConvention.LeastContrast)
        {
            return null;
        }

        var sharp = deviation.TowardsInk();
        var (strengths, contrast, grain) = (sharp, StrongestOf(sharp), GrainOf(sharp, deviation.Strongest));
        foreach (var smoothing in Smoothings)
        {
            if (contrast >= Clean * grain || Math.Min(picture.Width, picture.Height) < SidePerSmoothing * smoothing)
            {
                break;
            }

            strengths = Convolution.Separable(sharp, picture.Width, picture.Height, Convolution.Gaussian(smoothing));
            contrast = StrongestOf(strengths);
            grain = GrainOf(strengths, contrast);
        }

        return contrast < Math.Max(MnistConvention.LeastContrast, Doubtful * grain) ? null : Scaled(strengths, picture, contrast, grain);
    }

    private static InkPage Scaled(float[] strengths, Raster picture, float contrast, float grain)
    {
        var floor = GrainFloor * grain;
        for (var i = 0; i < strengths.Length; i++)
        {
            strengths[i] = Math.Max(0, (strengths[i] - floor) / (contrast - floor));
        }

        return new(new(picture.Width, picture.Height, strengths), Math.Max(FaintestEdge, (GrainReach - GrainFloor) * grain / (contrast - floor)), grain / contrast);
    }

    // but for specks
    private static float StrongestOf(float[] strengths)
    {
        var most = strengths.Max();
        var histogram = new int[256];
        foreach (var strength in strengths)
        {
            histogram[(int)(Math.Max(0, strength) / most * 255)]++;
        }

        var stronger = (long)strengths.Length * Deviation.Specks / 1_000_000;
        var level = 255;
        for (var seen = 0L; level > 0 && (seen += histogram[level]) <= stronger; level--)
        {
        }

        return most * (level == 255 ? 1 : level / 255f);
    }

    // by the median of what is not ink: it does not mind strokes
    private static float GrainOf(float[] strengths, float strongest)
    {
        var step = 1 + (strengths.Length / 65_536);
        var some = new float[(strengths.Length + step - 1) / step];
        var count = 0;
        for (var i = 0; i < strengths.Length; i += step)
        {
            if (Math.Abs(strengths[i]) < strongest / 2)
            {
                some[count++] = Math.Abs(strengths[i]);
            }
        }

        Array.Sort(some, 0, count);
        return count == 0 ? 0 : 1.4826f * some[count / 2];
    }
}
