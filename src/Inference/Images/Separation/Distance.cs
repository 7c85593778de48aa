namespace Toolchain.Inference.Images.Separation;

/// <summary>The Euclidean distance of every pixel to the nearest of some pixels.</summary>
/// <remarks>Exact, in time proportional to the number of pixels. Source: P. F. Felzenszwalb, D. P. Huttenlocher, Distance transforms of sampled functions, 2012.</remarks>
internal static class Distance
{
    private const float Far = 1e12f;

    /// <summary>Distances between middles of pixels; very large where there is nothing to be near to.</summary>
    /// <param name="targets">bool [height, width].</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public static float[] To(bool[] targets, int width, int height)
    {
        var squared = Array.ConvertAll(targets, target => target ? 0 : Far);
        var lines = new Lines(Math.Max(width, height));
        for (var x = 0; x < width; x++)
        {
            lines.Transform(squared, x, width, height);
        }

        for (var y = 0; y < height; y++)
        {
            lines.Transform(squared, y * width, 1, width);
        }

        return Array.ConvertAll(squared, MathF.Sqrt);
    }

    /// <summary>The transform along one line: the lower envelope of parabolas.</summary>
    private sealed class Lines(int longest)
    {
        private readonly float[] values = new float[longest];
        private readonly int[] roots = new int[longest];
        private readonly float[] starts = new float[longest + 1];

        public void Transform(float[] map, int first, int stride, int count)
        {
            for (var i = 0; i < count; i++)
            {
                values[i] = map[first + (i * stride)];
            }

            var last = 0;
            (roots[0], starts[0], starts[1]) = (0, float.NegativeInfinity, float.PositiveInfinity);
            for (var i = 1; i < count; i++)
            {
                var start = Meeting(i, roots[last]);
                while (start <= starts[last])
                {
                    last--;
                    start = Meeting(i, roots[last]);
                }

                last++;
                (roots[last], starts[last], starts[last + 1]) = (i, start, float.PositiveInfinity);
            }

            for (var (i, part) = (0, 0); i < count; i++)
            {
                while (starts[part + 1] < i)
                {
                    part++;
                }

                map[first + (i * stride)] = ((float)(i - roots[part]) * (i - roots[part])) + values[roots[part]];
            }
        }

        // where the parabolas of two places meet
        private float Meeting(int right, int left) => (float)((((double)values[right] + ((double)right * right)) - ((double)values[left] + ((double)left * left))) / (2.0 * (right - left)));
    }
}
