namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Several values joined into one.</summary>
internal static class JointLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainValue[] read, IReadOnlyList<int> shape) => layer switch
    {
        Add => Fold(read, shape, (left, right) => left + right),
        Subtract => Fold(read, shape, (left, right) => left - right),
        Multiply => Fold(read, shape, (left, right) => left * right),
        Divide => Fold(read, shape, (left, right) => left / right),
        Maximum => Fold(read, shape, Math.Max),
        Minimum => Fold(read, shape, Math.Min),
        Concatenate concatenate => Concatenated(read, read[0].Place(concatenate.Dim)),
        MatMul => Multiplied(read[0], read[1], shape),
        CosineSimilarity cosine => Cosine(cosine, read),
        PairwiseDistance distance => Distance(distance, read),
        _ => null,
    };

    private static double[] Fold(PlainValue[] read, IReadOnlyList<int> shape, Func<double, double, double> join) =>
        [.. Enumerable.Range(0, PlainValue.Count(shape))
            .Select(place => PlainValue.Coordinates(place, shape))
            .Select(place => read.Select(value => value.Values[PlainValue.PlaceOf(place, value.Shape)]).Aggregate(join))];

    private static double[] Concatenated(PlainValue[] read, int axis)
    {
        var outer = read[0].Around(axis).Outer;
        return [.. Enumerable.Range(0, outer).SelectMany(row => read.SelectMany(value => value.Values.AsSpan(row * (value.Values.Length / outer), value.Values.Length / outer).ToArray()))];
    }

    private static double[] Multiplied(PlainValue left, PlainValue right, IReadOnlyList<int> shape)
    {
        var inner = left.Shape[^1];
        return [.. Enumerable.Range(0, PlainValue.Count(shape)).Select(place =>
        {
            var at = PlainValue.Coordinates(place, shape);
            var sum = 0.0;
            for (var k = 0; k < inner; k++)
            {
                sum += left.Values[PlainValue.PlaceOf([.. at.SkipLast(1), k], left.Shape)] * right.Values[PlainValue.PlaceOf([.. at.SkipLast(2), k, at[^1]], right.Shape)];
            }

            return sum;
        })];
    }

    private static double[] Cosine(CosineSimilarity cosine, PlainValue[] read)
    {
        var (left, right) = Broadcast(read);
        var (outer, size, inner) = left.Around(left.Place(cosine.Dim));
        return [.. Rows(outer, size, inner).Select(row =>
        {
            double Length(PlainValue value) => Math.Max(cosine.Epsilon, Math.Sqrt(row.Sum(place => value.Values[place] * value.Values[place])));
            return row.Sum(place => left.Values[place] * right.Values[place]) / (Length(left) * Length(right));
        })];
    }

    private static double[] Distance(PairwiseDistance distance, PlainValue[] read)
    {
        var (left, right) = Broadcast(read);
        var (outer, size, inner) = left.Around(left.Shape.Count - 1);
        return [.. Rows(outer, size, inner).Select(row => Math.Pow(row.Sum(place => Math.Pow(Math.Abs(left.Values[place] - right.Values[place] + distance.Epsilon), distance.P)), 1 / distance.P))];
    }

    private static (PlainValue Left, PlainValue Right) Broadcast(PlainValue[] read)
    {
        int[] shape = [.. read[0].Shape.Zip(read[1].Shape, Math.Max)];
        PlainValue Spread(PlainValue value) => new(Fold([value], shape, (first, _) => first), shape);
        return (Spread(read[0]), Spread(read[1]));
    }

    private static IEnumerable<int[]> Rows(int outer, int size, int inner) =>
        from o in Enumerable.Range(0, outer)
        from n in Enumerable.Range(0, inner)
        select Enumerable.Range(0, size).Select(i => (((o * size) + i) * inner) + n).ToArray();
}
