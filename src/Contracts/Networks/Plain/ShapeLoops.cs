namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Values in other places.</summary>
internal static class ShapeLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainValue input, IReadOnlyList<int> shape) => layer switch
    {
        PaddingLayer padding => Padded(padding, input, shape),
        Permute permute => From(input, shape, at => [.. permute.Dims.Skip(1).Select((axis, place) => (axis, place)).OrderBy(pair => pair.axis).Select(pair => at[pair.place])]),
        Narrow narrow => From(input, shape, at => [.. at.Select((place, axis) => axis == input.Place(narrow.Dim) ? place + narrow.First(input.Shape) : place)]),
        PixelShuffle { UpscaleFactor: var r } => From(input, shape, at => [(at[0] * r * r) + (at[1] % r * r) + (at[2] % r), at[1] / r, at[2] / r]),
        PixelUnshuffle { DownscaleFactor: var r } => From(input, shape, at => [at[0] / (r * r), (at[1] * r) + (at[0] % (r * r) / r), (at[2] * r) + (at[0] % r)]),
        ChannelShuffle { Groups: var groups } => From(input, shape, at => [(at[0] % groups * (shape[0] / groups)) + (at[0] / groups), .. at.Skip(1)]),
        Mean mean => Means(mean, input, shape),
        Upsample { Mode: UpsampleMode.Nearest } upsample => Repeated(upsample, input, shape),
        Upsample { Mode: not UpsampleMode.Bicubic } upsample => Interpolated(upsample, input, shape),
        _ => null,
    };

    // where a place's value comes from
    private static double[] From(PlainValue input, IReadOnlyList<int> shape, Func<int[], int[]> source) =>
        [.. Enumerable.Range(0, PlainValue.Count(shape)).Select(place => input.Values[PlainValue.PlaceOf(source(PlainValue.Coordinates(place, shape)), input.Shape)])];

    private static double[] Padded(PaddingLayer padding, PlainValue input, IReadOnlyList<int> shape)
    {
        var before = padding.Sides().Before;
        return [.. Enumerable.Range(0, PlainValue.Count(shape)).Select(place =>
        {
            int[] at = [.. PlainValue.Coordinates(place, shape).Select((position, axis) => axis == 0 ? position : PlainWindows.Source(position - before[axis - 1], input.Shape[axis], padding.Mode))];
            return at.Contains(PlainWindows.Padding) ? padding.Fill : input.Values[PlainValue.PlaceOf(at, input.Shape)];
        })];
    }

    private static double[] Means(Mean mean, PlainValue input, IReadOnlyList<int> shape)
    {
        var places = mean.Places(input.Shape);
        var (output, kept) = (new double[PlainValue.Count(shape)], input.Shape.Select((size, axis) => places.Contains(axis) ? 1 : size).ToArray());
        for (var place = 0; place < input.Values.Length; place++)
        {
            output[PlainValue.PlaceOf(PlainValue.Coordinates(place, input.Shape), kept)] += input.Values[place] * output.Length / input.Values.Length;
        }

        return output;
    }

    private static double[] Repeated(Upsample upsample, PlainValue input, IReadOnlyList<int> shape)
    {
        var scales = upsample.Scales(shape.Count - 1);
        var sources = shape.Skip(1).Select((places, axis) => Upsample.Nearest(scales?[axis], input.Shape[axis + 1], places)).ToArray();
        return From(input, shape, at => [at[0], .. at.Skip(1).Select((place, axis) => (int)sources[axis][place])]);
    }

    // a straight line along each axis: the corners of a cell, each by its share
    private static double[] Interpolated(Upsample upsample, PlainValue input, IReadOnlyList<int> shape)
    {
        var (axes, scales) = (shape.Count - 1, upsample.Scales(shape.Count - 1));
        return [.. Enumerable.Range(0, PlainValue.Count(shape)).Select(place =>
        {
            var at = PlainValue.Coordinates(place, shape);
            var positions = Enumerable.Range(1, axes).Select(axis => Position(upsample.AlignCorners, scales?[axis - 1], at[axis], input.Shape[axis], shape[axis])).ToArray();
            return Enumerable.Range(0, 1 << axes).Sum(corner =>
            {
                var (share, from) = (1.0, new int[axes + 1]);
                from[0] = at[0];
                for (var axis = 0; axis < axes; axis++)
                {
                    var (low, end) = ((int)positions[axis], corner >> axis & 1);
                    share *= end == 1 ? positions[axis] - low : 1 - (positions[axis] - low);
                    from[axis + 1] = Math.Min(low + end, input.Shape[axis + 1] - 1);
                }

                return share * input.Values[PlainValue.PlaceOf(from, input.Shape)];
            });
        })];
    }

    // where a place of the output lies between those of the input. Source: aten/src/ATen/native/UpSample.h, area_pixel_compute_source_index
    private static double Position(bool alignCorners, double? scale, int place, int size, int places) =>
        alignCorners ? places == 1 ? 0 : place * (size - 1.0) / (places - 1)
        : Math.Max(0, ((place + 0.5) * (scale is { } factor ? 1 / factor : (double)size / places)) - 0.5);
}
