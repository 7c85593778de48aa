namespace Toolchain.Inference.Images.Separation;

/// <summary>The page inside of a frame that goes all the way round: the lid of a scanner, a dark table, the border of a screenshot, the box of a form.</summary>
/// <remarks>What follows takes the outermost ring for the ground, so that a page in a frame would be its ink.</remarks>
internal static class PageInFrame
{
    // grey levels within which pixels are of one colour, and between two that are not
    private const int SameColour = 32;
    private const int OtherColour = 48;

    // share of a ring or line that is of one colour
    private const double Uniform = 0.95;
    private const double PageRing = 0.99;

    // a page is most of its picture, and most of it is ground; thick strokes of a figure that fills its box are not
    private const double LeastArea = 0.25;
    private const double LeastGround = 0.8;

    // pixels of ink that a page has at least, and inside of a box the share of its height: a dot in a zero is no figure
    private const int LeastInk = 36;
    private const double LeastInBox = 0.3;

    private const int LeastSide = 32;

    // blurred edges of a frame, in pixels
    private const int MostBlur = 4;

    /// <summary>Cuts a frame off, and the line of a box; a picture without them is given back.</summary>
    /// <param name="picture">An opaque picture.</param>
    public static Raster Of(Raster picture)
    {
        if (Inside(picture) is not { } inner)
        {
            return picture;
        }

        if (inner.Count >= LeastArea * picture.Count && IsPage(inner, leastHeight: 0))
        {
            return inner;
        }

        // the line of a box: its own inside is the page
        return Inside(inner) is { } boxed && boxed.Count >= LeastArea * inner.Count && IsPage(boxed, LeastInBox) ? boxed : picture;
    }

    // what a border of one colour surrounds, if it has a border of another colour
    private static Raster? Inside(Raster picture)
    {
        if (Math.Min(picture.Width, picture.Height) < LeastSide || ColourOfRing(picture, Uniform) is not { } frame)
        {
            return null;
        }

        var (left, top, right, bottom) = (0, 0, picture.Width - 1, picture.Height - 1);
        bool Row(int y) => Share(picture, frame, left, y, right, y) >= Uniform;
        bool Column(int x) => Share(picture, frame, x, top, x, bottom) >= Uniform;
        for (; top < bottom && Row(top); top++)
        {
        }

        for (; bottom > top && Row(bottom); bottom--)
        {
        }

        for (; left < right && Column(left); left++)
        {
        }

        for (; right > left && Column(right); right--)
        {
        }

        for (var blur = 0; blur <= MostBlur && right - left - (2 * blur) >= LeastSide && bottom - top - (2 * blur) >= LeastSide; blur++)
        {
            var inner = picture.Cropped(left + blur, top + blur, right - blur, bottom - blur);
            if (ColourOfRing(inner, PageRing) is { } ring && Distance(ring, frame) >= OtherColour)
            {
                return inner;
            }
        }

        return null;
    }

    private static bool IsPage(Raster picture, double leastHeight)
    {
        var ground = ColourOfRing(picture, PageRing)!.Value;
        var (ink, first, last) = (0, picture.Height, -1);
        for (var i = 0; i < picture.Count; i++)
        {
            if (Distance(picture, i, ground) > OtherColour)
            {
                ink++;
                (first, last) = (Math.Min(first, i / picture.Width), i / picture.Width);
            }
        }

        return ink >= LeastInk
            && last - first + 1 >= leastHeight * picture.Height
            && Share(picture, ground, 0, 0, picture.Width - 1, picture.Height - 1) >= LeastGround;
    }

    // null where it is of several colours
    private static (byte Red, byte Green, byte Blue)? ColourOfRing(Raster picture, double share)
    {
        int[] ring = [.. Border.Of(picture.Width, picture.Height)];
        var colour = Border.MedianColour(picture, ring);
        return ring.Count(i => Distance(picture, i, colour) <= SameColour) >= share * ring.Length ? colour : null;
    }

    private static double Share(Raster picture, (byte Red, byte Green, byte Blue) colour, int left, int top, int right, int bottom)
    {
        var same = 0;
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                same += Distance(picture, (y * picture.Width) + x, colour) <= SameColour ? 1 : 0;
            }
        }

        return (double)same / ((right - left + 1) * (bottom - top + 1));
    }

    private static int Distance(Raster picture, int pixel, (byte Red, byte Green, byte Blue) colour)
    {
        var first = picture.Pixels.AsSpan(pixel * picture.Channels);
        return picture.Channels == Raster.Grey ? Math.Abs(first[0] - colour.Red) : Distance((first[0], first[1], first[2]), colour);
    }

    private static int Distance((byte Red, byte Green, byte Blue) one, (byte Red, byte Green, byte Blue) other) =>
        Math.Max(Math.Abs(one.Red - other.Red), Math.Max(Math.Abs(one.Green - other.Green), Math.Abs(one.Blue - other.Blue)));
}
