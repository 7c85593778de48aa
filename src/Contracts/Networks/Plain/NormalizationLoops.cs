using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Normalization by means and variances.</summary>
internal static class NormalizationLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainWeights own, PlainValue input) => layer switch
    {
        BatchNorm norm => ByRunning(norm.Epsilon, own, input),
        InstanceNorm { TrackRunningStats: true } norm => ByRunning(norm.Epsilon, own, input),
        InstanceNorm norm => ByOwn(input, input.Area, norm.Epsilon, own.Optional("weight"), own.Optional("bias"), place => place / input.Area),
        GroupNorm norm => ByOwn(input, input.Values.Length / norm.Groups, norm.Epsilon, own.Optional("weight"), own.Optional("bias"), place => place / input.Area),
        LayerNorm norm => ByLayer(input.Values, PlainValue.Count(norm.NormalizedShape), norm.Epsilon, own.Optional("weight"), own.Optional("bias")),
        LocalResponseNorm norm => ByNeighbours(norm, input),
        _ => null,
    };

    /// <summary>Rows of so many values, each by its own mean and variance.</summary>
    public static double[] ByLayer(double[] values, int size, double epsilon, TensorData? weight, TensorData? bias) =>
        ByOwn(new PlainValue(values, [values.Length]), size, epsilon, weight, bias, place => place % size);

    private static double[] ByRunning(double epsilon, PlainWeights own, PlainValue input) => [.. input.Values.Select((value, place) =>
    {
        var channel = place / input.Area;
        var normal = (value - own["running_mean"].Floats[channel]) / Math.Sqrt(own["running_var"].Floats[channel] + epsilon);
        return Affine(normal, own.Optional("weight"), own.Optional("bias"), channel);
    })];

    private static double[] ByOwn(PlainValue input, int size, double epsilon, TensorData? weight, TensorData? bias, Func<int, int> parameter)
    {
        var output = new double[input.Values.Length];
        for (var first = 0; first < output.Length; first += size)
        {
            var part = input.Values.AsSpan(first, size).ToArray();
            var mean = part.Average();
            var deviation = Math.Sqrt(part.Average(value => (value - mean) * (value - mean)) + epsilon);
            for (var i = 0; i < size; i++)
            {
                output[first + i] = Affine((part[i] - mean) / deviation, weight, bias, parameter(first + i));
            }
        }

        return output;
    }

    private static double Affine(double value, TensorData? weight, TensorData? bias, int place) =>
        (value * (weight is null ? 1 : weight.Floats[place])) + (bias is null ? 0 : bias.Floats[place]);

    private static double[] ByNeighbours(LocalResponseNorm norm, PlainValue input)
    {
        var channels = input.Shape[0];
        return [.. input.Values.Select((value, place) =>
        {
            var (channel, within) = Math.DivRem(place, input.Area);
            var (first, last) = (Math.Max(0, channel - (norm.Size / 2)), Math.Min(channels - 1, channel + ((norm.Size - 1) / 2)));
            var squares = Enumerable.Range(first, last - first + 1).Sum(other => Math.Pow(input.Values[(other * input.Area) + within], 2));
            return value / Math.Pow(norm.K + (norm.Alpha / norm.Size * squares), norm.Beta);
        })];
    }
}
