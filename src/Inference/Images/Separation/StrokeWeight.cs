namespace Toolchain.Inference.Images.Separation;

/// <summary>How thick strokes are, and making them as thick as those that networks learned from.</summary>
internal static class StrokeWeight
{
    // of the width that MNIST's strokes have, in pixels of a figure fit into 20×20: 98 of 100 lie between 1.4 and 5.3, half between 2.2 and 3.1
    private const float Thin = 1.4f;
    private const float Wanted = 2.2f;

    // ink of at least this strength is inside a stroke
    private const float Inside = 0.5f;

    /// <summary>The figure with strokes that are not too thin; a figure whose strokes are thick enough stays as it is.</summary>
    public static InkMap Thickened(InkMap figure)
    {
        var scale = (float)MnistConvention.Box / Math.Max(figure.Width, figure.Height);
        var width = WidthOf(figure);
        if (width * scale >= Thin)
        {
            return figure;
        }

        // the figure grows by the radius on each side, and shrinks more for it when it is fit into the box
        var radius = ((Wanted / scale) - width) / 2 * (1 + (Wanted / MnistConvention.Box));
        var margin = (int)Math.Ceiling(radius);
        var (wide, high) = (figure.Width + (2 * margin), figure.Height + (2 * margin));
        var ink = new float[wide * high];
        for (var y = 0; y < figure.Height; y++)
        {
            figure.Ink.AsSpan(y * figure.Width, figure.Width).CopyTo(ink.AsSpan(((y + margin) * wide) + margin));
        }

        var distances = Distance.To(Array.ConvertAll(ink, value => value >= Inside), wide, high);
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = Math.Clamp(radius + 0.5f - distances[i], 0, 1);
        }

        return new(wide, high, ink);
    }

    /// <summary>The mean width of a figure's strokes in pixels: in a bar of width w the mean distance to the ground is w / 4.</summary>
    public static float WidthOf(InkMap figure)
    {
        var (wide, high) = (figure.Width + 2, figure.Height + 2);
        var ground = new bool[wide * high];
        Array.Fill(ground, true);
        for (var i = 0; i < figure.Ink.Length; i++)
        {
            var (y, x) = Math.DivRem(i, figure.Width);
            ground[((y + 1) * wide) + x + 1] = figure.Ink[i] < Inside;
        }

        var (sum, count) = (0.0, 0);
        foreach (var distance in Distance.To(ground, wide, high))
        {
            if (distance > 0)
            {
                sum += distance - 0.5;
                count++;
            }
        }

        return count == 0 ? 0 : (float)(4 * sum / count);
    }
}
