using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Products with matrices, and what else weighs numbers one by one.</summary>
internal static class DenseLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainWeights own, PlainValue[] read, IReadOnlyList<int> shape) => layer switch
    {
        Linear => Product(read[0].Values, own["weight"], own.Optional("bias")),
        Affine => Scaled(read[0], own.Optional("weight"), own.Optional("bias")),
        PRelu => Bent(read[0], own["weight"]),
        Embedding table => [.. read[0].Values.SelectMany(row => Row(own["weight"], (int)row, table.EmbeddingDim))],
        EmbeddingBag bag => Bag(bag, own["weight"], read[0].Values),
        Bilinear => Bilinearly(own["weight"], own.Optional("bias"), read[0].Values, read[1].Values, shape[0]),
        _ => null,
    };

    /// <summary>Rows times a matrix: y = x · Wᵀ + b.</summary>
    /// <param name="rows">[rows, in], row-major.</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or none.</param>
    /// <param name="first">The first row of the weight (and of the bias) that counts.</param>
    /// <param name="count">How many count; absent: all.</param>
    /// <returns>[rows, out], row-major.</returns>
    public static double[] Product(double[] rows, TensorData weight, TensorData? bias, int first = 0, int? count = null)
    {
        var (answers, features) = (count ?? (int)weight.Shape[0], (int)weight.Shape[1]);
        var output = new double[rows.Length / features * answers];
        Parallel.For(0, answers, answer =>
        {
            var factors = weight.Floats.Slice((first + answer) * features, features);
            for (var (row, place) = (0, answer); row < rows.Length; row += features, place += answers)
            {
                double sum = bias is null ? 0 : bias.Floats[first + answer];
                for (var i = 0; i < features; i++)
                {
                    sum += rows[row + i] * factors[i];
                }

                output[place] = sum;
            }
        });
        return output;
    }

    private static double[] Scaled(PlainValue input, TensorData? weight, TensorData? bias)
    {
        var shape = (weight ?? bias)!.Shape.Select(size => (int)size).ToArray();
        return [.. input.Values.Select((value, place) =>
        {
            var of = PlainValue.PlaceOf(PlainValue.Coordinates(place, input.Shape), shape);
            return (value * (weight is null ? 1 : weight.Floats[of])) + (bias is null ? 0 : bias.Floats[of]);
        })];
    }

    private static double[] Bent(PlainValue input, TensorData slopes)
    {
        var each = slopes.Floats.Length == 1 ? input.Values.Length : input.Area;
        return [.. input.Values.Select((value, place) => value > 0 ? value : slopes.Floats[place / each] * value)];
    }

    private static double[] Row(TensorData table, int row, int features) => [.. table.Floats.Slice(row * features, features).ToArray().Select(value => (double)value)];

    private static double[] Bag(EmbeddingBag bag, TensorData table, double[] numbers)
    {
        var rows = numbers.Select(number => Row(table, (int)number, bag.EmbeddingDim)).ToArray();
        return [.. Enumerable.Range(0, bag.EmbeddingDim).Select(feature => rows.Select(row => row[feature])).Select(values => bag.Mode switch
        {
            BagMode.Sum => values.Sum(),
            BagMode.Mean => values.Average(),
            _ => values.Max(),
        })];
    }

    private static double[] Bilinearly(TensorData weight, TensorData? bias, double[] left, double[] right, int answers)
    {
        var output = new double[answers];
        for (var answer = 0; answer < answers; answer++)
        {
            double sum = bias is null ? 0 : bias.Floats[answer];
            for (var place = 0; place < left.Length * right.Length; place++)
            {
                sum += left[place / right.Length] * weight.Floats[(answer * left.Length * right.Length) + place] * right[place % right.Length];
            }

            output[answer] = sum;
        }

        return output;
    }
}
