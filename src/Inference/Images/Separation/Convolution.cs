namespace Toolchain.Inference.Images.Separation;

/// <summary>Smoothing a map by a kernel, first along rows, then along columns; outside the map there is nothing.</summary>
internal static class Convolution
{
    /// <summary>A Gaussian kernel, 1 in all.</summary>
    /// <param name="deviation">Its standard deviation.</param>
    public static float[] Gaussian(double deviation)
    {
        var reach = (int)Math.Ceiling(2.5 * deviation);
        var kernel = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-0.5 * i * i / (deviation * deviation))).ToArray();
        return [.. kernel.Select(weight => (float)(weight / kernel.Sum()))];
    }

    /// <summary>Convolves float32 [height, width].</summary>
    public static float[] Separable(float[] map, int width, int height, float[] kernel)
    {
        var reach = kernel.Length / 2;
        var rows = new float[map.Length];
        for (var y = 0; y < height; y++)
        {
            var source = map.AsSpan(y * width, width);
            var target = rows.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                var sum = 0f;
                for (var i = Math.Max(0, reach - x); i < Math.Min(kernel.Length, width - x + reach); i++)
                {
                    sum += kernel[i] * source[x + i - reach];
                }

                target[x] = sum;
            }
        }

        var result = new float[map.Length];
        for (var y = 0; y < height; y++)
        {
            var target = result.AsSpan(y * width, width);
            for (var i = Math.Max(0, reach - y); i < Math.Min(kernel.Length, height - y + reach); i++)
            {
                var source = rows.AsSpan((y + i - reach) * width, width);
                for (var x = 0; x < width; x++)
                {
                    target[x] += kernel[i] * source[x];
                }
            }
        }

        return result;
    }
}
