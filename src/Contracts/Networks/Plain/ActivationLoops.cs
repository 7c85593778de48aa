namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Functions of single numbers, and of the numbers along an axis.</summary>
internal static class ActivationLoops
{
    /// <summary>What an activation makes of a number; where it jumps at a number that the user gave, at that number in float32, as in PyTorch.</summary>
    public static double Bent(Activation activation, double x) => activation switch
    {
        Relu => Math.Max(0, x),
        LeakyRelu leaky => x > 0 ? x : leaky.Slope * x,
        Elu elu => x > 0 ? x : elu.Alpha * (Math.Exp(x) - 1),
        RRelu random => x > 0 ? x : random.Slope * x,
        Relu6 => Math.Clamp(x, 0, 6),
        Celu celu => x > 0 ? x : celu.Alpha * (Math.Exp(x / celu.Alpha) - 1),
        Selu => Selu.Scale * (x > 0 ? x : Selu.Alpha * (Math.Exp(x) - 1)),
        Thresholded cut => x > (float)cut.Threshold ? x : cut.Value,
        Gelu { Approximate: GeluForm.Tanh } => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        Gelu => x * NormalDistribution(x),
        Silu => x / (1 + Math.Exp(-x)),
        Sigmoid => 1 / (1 + Math.Exp(-x)),
        LogSigmoid => Math.Min(0, x) - Math.Log(1 + Math.Exp(-Math.Abs(x))),
        Tanh => Math.Tanh(x),
        Tanhshrink => x - Math.Tanh(x),
        Softsign => x / (1 + Math.Abs(x)),
        Softplus soft => (float)(soft.Beta * x) > (float)soft.Threshold ? x : Math.Log(1 + Math.Exp(soft.Beta * x)) / soft.Beta,
        Mish => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        Hardsigmoid => Math.Clamp((x + 3) / 6, 0, 1),
        Hardswish => x * Math.Clamp((x + 3) / 6, 0, 1),
        Hardtanh hard => Math.Clamp(x, hard.MinVal, hard.MaxVal),
        Hardshrink shrink => Math.Abs(x) > (float)shrink.Lambda ? x : 0,
        Softshrink shrink => Math.Sign(x) * Math.Max(0, Math.Abs(x) - shrink.Lambda),
        _ => throw new NotSupportedException(activation.GetType().Name),
    };

    /// <summary>What an activation makes of the numbers along an axis.</summary>
    public static double[]? Along(LayerSpec layer, PlainValue input, IReadOnlyList<int> shape) => layer switch
    {
        Softmax soft => Rows(input, input.Place(soft.Dim), Softmax),
        Softmax2d => Rows(input, 0, Softmax),
        Softmin soft => Rows(input, input.Place(soft.Dim), row => Softmax([.. row.Select(value => -value)])),
        LogSoftmax soft => Rows(input, input.Place(soft.Dim), LogSoftmax),
        Glu glu => Halved(input, input.Place(glu.Dim), shape),
        _ => null,
    };

    /// <summary>eˣ / Σ eˣ.</summary>
    public static double[] Softmax(double[] row) => [.. LogSoftmax(row).Select(Math.Exp)];

    private static double[] LogSoftmax(double[] row)
    {
        var largest = row.Max();
        var sum = largest + Math.Log(row.Sum(value => Math.Exp(value - largest)));
        return [.. row.Select(value => value - sum)];
    }

    private static double[] Rows(PlainValue input, int axis, Func<double[], double[]> function)
    {
        var (outer, size, inner) = input.Around(axis);
        var output = new double[input.Values.Length];
        for (var row = 0; row < outer * inner; row++)
        {
            var first = (row / inner * size * inner) + (row % inner);
            var answer = function([.. Enumerable.Range(0, size).Select(i => input.Values[first + (i * inner)])]);
            for (var i = 0; i < size; i++)
            {
                output[first + (i * inner)] = answer[i];
            }
        }

        return output;
    }

    private static double[] Halved(PlainValue input, int axis, IReadOnlyList<int> shape)
    {
        var half = input.Around(axis).Size / 2 * input.Around(axis).Inner;
        return [.. Enumerable.Range(0, PlainValue.Count(shape)).Select(place =>
        {
            var first = place + (place / half * half);
            return input.Values[first] / (1 + Math.Exp(-input.Values[first + half]));
        })];
    }

    // Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …) (Marsaglia, 2004); beyond ±8 it is 0 or 1 in double
    private static double NormalDistribution(double x)
    {
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        var (sum, term) = (x, x);
        for (var i = 3; Math.Abs(term) > 1e-17; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
