namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Windows and parts that become one number.</summary>
internal static class PoolingLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainValue input, IReadOnlyList<int> shape) => layer switch
    {
        MaxPooling max => Windows(max, input, shape, (_, inside) => inside.Max()),
        MeanPooling mean => Windows(mean, input, shape, (places, inside) => inside.Sum() / (mean.Divisor ?? (mean.CountPadding ? places.Count(place => place != PlainWindows.Beyond) : inside.Length))),
        PowerPooling power => Windows(power, input, shape, (places, inside) => Math.Pow(inside.Average(value => Math.Pow(value, power.NormType)) * places.Length, 1 / power.NormType)),
        AdaptiveMax => Parts(input, shape, values => values.Max()),
        AdaptiveMean => Parts(input, shape, values => values.Average()),
        GlobalAvgPool2d => [.. Enumerable.Range(0, input.Shape[0]).Select(channel => input.Values.AsSpan(channel * input.Area, input.Area).ToArray().Average())],
        _ => null,
    };

    private static double[] Windows(Pooling pooling, PlainValue input, IReadOnlyList<int> shape, Func<int[], double[], double> one)
    {
        var (window, before, after) = (pooling.Window(), input.Shape.Skip(1).ToArray(), shape.Skip(1).ToArray());
        return Each(input, after, one, place => PlainWindows.Places(window, place, before));
    }

    private static double[] Parts(PlainValue input, IReadOnlyList<int> shape, Func<double[], double> one)
    {
        var (before, after) = (input.Shape.Skip(1).ToArray(), shape.Skip(1).ToArray());
        return Each(input, after, (_, inside) => one(inside), place =>
        {
            // output i of m covers ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉ − 1
            var parts = place.Select((i, axis) => (From: i * before[axis] / after[axis], To: (((i + 1) * before[axis]) + after[axis] - 1) / after[axis])).ToArray();
            return [.. Enumerable.Range(0, input.Area).Where(from => PlainValue.Coordinates(from, before).Zip(parts).All(pair => pair.First >= pair.Second.From && pair.First < pair.Second.To))];
        });
    }

    private static double[] Each(PlainValue input, int[] after, Func<int[], double[], double> one, Func<int[], int[]> placesOf)
    {
        var count = PlainValue.Count(after);
        var output = new double[input.Shape[0] * count];
        Parallel.For(0, count, place =>
        {
            var places = placesOf(PlainValue.Coordinates(place, after));
            var inside = places.Where(from => from >= 0).ToArray();
            for (var channel = 0; channel < input.Shape[0]; channel++)
            {
                output[(channel * count) + place] = one(places, [.. inside.Select(from => input.Values[(channel * input.Area) + from])]);
            }
        });
        return output;
    }
}
