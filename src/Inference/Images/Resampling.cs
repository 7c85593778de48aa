namespace Toolchain.Inference.Images;

/// <summary>Changing the size of a map: every target pixel is a weighted mean of source pixels, first along rows, then along columns.</summary>
internal static class Resampling
{
    /// <summary>Resizes; down by the exact average of the area that a target pixel covers, up by linear interpolation.</summary>
    public static InkMap Resize(InkMap source, int width, int height)
    {
        var columns = Taps.Between(source.Width, width);
        var rows = Taps.Between(source.Height, height);
        var wide = new float[source.Height * width]; // [source height, width]
        for (var y = 0; y < source.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                wide[(y * width) + x] = columns[x].Apply(source.Ink, y * source.Width, 1);
            }
        }

        var ink = new float[height * width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                ink[(y * width) + x] = rows[y].Apply(wide, x, width);
            }
        }

        return new(width, height, ink);
    }

    /// <summary>The source pixels that make a target pixel, along one axis.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Weights">Their weights, 1 in all.</param>
    private sealed record Taps(int First, float[] Weights)
    {
        public static Taps[] Between(int source, int target)
        {
            var ratio = (double)source / target;
            return [.. Enumerable.Range(0, target).Select(i => ratio >= 1 ? Area(i, ratio, source) : Linear(i, ratio, source))];
        }

        public float Apply(float[] values, int start, int stride)
        {
            var sum = 0f;
            for (var i = 0; i < Weights.Length; i++)
            {
                sum += Weights[i] * values[start + ((First + i) * stride)];
            }

            return sum;
        }

        private static Taps Area(int target, double ratio, int source)
        {
            var (from, to) = (target * ratio, Math.Min((target + 1) * ratio, source));
            var (first, last) = ((int)from, Math.Min((int)Math.Ceiling(to), source) - 1);
            return new(first, [.. Enumerable.Range(first, last - first + 1)
                .Select(pixel => (float)((Math.Min(pixel + 1, to) - Math.Max(pixel, from)) / (to - from)))]);
        }

        private static Taps Linear(int target, double ratio, int source)
        {
            var position = Math.Clamp(((target + 0.5) * ratio) - 0.5, 0, source - 1);
            var first = Math.Min((int)position, Math.Max(0, source - 2));
            var share = (float)(position - first);
            return new(first, source == 1 ? [1] : [1 - share, share]);
        }
    }
}
