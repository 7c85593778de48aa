namespace Toolchain.Inference.Images.Separation;

/// <summary>The one figure of a page: its main blob, and what belongs to it.</summary>
/// <param name="Ink">The figure alone, cropped to its box.</param>
/// <param name="Page">What else is on the page.</param>
/// <param name="Spans">Whether it reaches from one edge of the page to the opposite one, nearly at least.</param>
internal sealed record Figure(InkMap Ink, PageContent Page, bool Spans)
{
    // pixels that a figure has along its longer side, at least; less is a speck
    private const int LeastSide = 6;

    // a part with less of the main blob's ink is a speck
    private const double SpeckShare = 0.015;

    // a part with at least this share of the main blob's ink could be a figure of its own
    private const double LargeShare = 0.2;

    // another figure has at least this share of the main blob's ink, and a side between these shares of the figure's; what is left of a shadow is longer
    private const double OtherShare = 0.25;
    private const double ShortestOther = 0.5;
    private const double LongestOther = 1.5;

    // how far apart parts of one figure lie, as a share of its longer side
    private const double PartGap = 0.25;

    // of ruled paper, the lines; a figure that spans the page is looked for again without what is as faint as they
    private static readonly float[] Rulings = [0.2f, 0.35f, 0.5f];

    /// <summary>Finds the figure of a page.</summary>
    /// <param name="page">The page's ink.</param>
    /// <param name="least">The faintest pixel that belongs to a figure; anti-aliasing and JPEG leave fainter ones around it.</param>
    /// <returns>The figure, or null when there are only specks.</returns>
    public static Figure? On(InkMap page, float least)
    {
        var whole = Of(page, least);
        if (whole is not { Spans: true })
        {
            return whole;
        }

        foreach (var ruling in Rulings)
        {
            if (Of(page.Above(ruling), least) is { Spans: false } figure)
            {
                return figure;
            }
        }

        return whole;
    }

    private static Figure? Of(InkMap page, float least)
    {
        var map = BlobMap.Of(page, least);
        int[] all = [.. Enumerable.Range(0, map.Blobs.Count).Where(i => map.Blobs[i].Side >= LeastSide)];
        int[] inside = [.. all.Where(i => !map.Blobs[i].IsFrameOf(page.Width, page.Height))];
        var candidates = inside.Length > 0 ? inside : all;
        if (candidates.Length == 0)
        {
            return null;
        }

        var main = candidates.MaxBy(i => map.Blobs[i].Mass);
        var (parts, box) = Grown(map, main, all.Except(candidates));
        var mass = candidates.Sum(i => map.Blobs[i].Mass);
        var large = candidates.Count(i => map.Blobs[i].Mass >= LargeShare * map.Blobs[main].Mass);
        var others = candidates.Count(i => !parts.Contains(i) && map.Blobs[i].Mass >= OtherShare * map.Blobs[main].Mass && IsAsLarge(map.Blobs[i], box));
        return new(Cropped(page, map, parts, box), new(1 - (box.Mass / Math.Max(mass, box.Mass)), large, others), box.Spans(page.Width, page.Height));
    }

    private static bool IsAsLarge(Blob other, Blob figure) => other.Side >= ShortestOther * figure.Side && other.Side <= LongestOther * figure.Side;

    // takes in parts near enough, until none is left
    private static (HashSet<int> Parts, Blob Box) Grown(BlobMap map, int main, IEnumerable<int> frames)
    {
        var (parts, box) = (new HashSet<int> { main }, map.Blobs[main]);
        var speck = SpeckShare * box.Mass;
        var rest = Enumerable.Range(0, map.Blobs.Count).Where(i => i != main && map.Blobs[i].Mass >= speck).Except(frames).ToList();
        while (rest.FindIndex(i => box.GapTo(map.Blobs[i]) <= PartGap * box.Side) is >= 0 and var next)
        {
            box = box.With(map.Blobs[rest[next]]);
            parts.Add(rest[next]);
            rest.RemoveAt(next);
        }

        return (parts, box);
    }

    // other blobs go; what is fainter than any blob stays, as the soft edge of the strokes
    private static InkMap Cropped(InkMap page, BlobMap map, HashSet<int> parts, Blob box)
    {
        var (width, height) = (box.Right - box.Left + 1, box.Bottom - box.Top + 1);
        var ink = new float[width * height];
        for (var i = 0; i < ink.Length; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            var pixel = ((box.Top + y) * page.Width) + box.Left + x;
            ink[i] = map[pixel] < 0 || parts.Contains(map[pixel]) ? page.Ink[pixel] : 0;
        }

        return new(width, height, ink);
    }
}
