using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Convolutions along any number of axes.</summary>
internal static class ConvolutionLoops
{
    /// <summary>What a layer gives.</summary>
    public static double[]? Answer(LayerSpec layer, PlainWeights own, PlainValue input, IReadOnlyList<int> shape) => layer switch
    {
        Convolution conv => Convolve(conv, own["weight"], own.Optional("bias"), input, shape),
        TransposedConvolution conv => Transpose(conv, own["weight"], own.Optional("bias"), input, shape),
        Unfold unfold => Columns(unfold, input, shape),
        Fold fold => Picture(fold, input, shape),
        _ => null,
    };

    private static double[] Convolve(Convolution conv, TensorData weight, TensorData? bias, PlainValue input, IReadOnlyList<int> shape)
    {
        var (inPart, outPart, area) = (conv.InChannels / conv.Groups, conv.OutChannels / conv.Groups, input.Area);
        var (window, before, after) = (conv.Window(), input.Shape.Skip(1).ToArray(), shape.Skip(1).ToArray());
        var count = PlainValue.Count(after);
        var output = new double[conv.OutChannels * count];
        Parallel.For(0, count, place =>
        {
            var places = PlainWindows.Places(window, PlainValue.Coordinates(place, after), before, conv.PaddingMode);
            var seen = new double[inPart * places.Length]; // what the window shows of a group's channels, zeros in the padding
            var factors = weight.Floats;
            var offsets = bias is null ? default : bias.Floats;
            for (var group = 0; group < conv.Groups; group++)
            {
                for (var c = 0; c < inPart; c++)
                {
                    for (var k = 0; k < places.Length; k++)
                    {
                        seen[(c * places.Length) + k] = places[k] >= 0 ? input.Values[(((group * inPart) + c) * area) + places[k]] : 0;
                    }
                }

                for (var channel = group * outPart; channel < (group + 1) * outPart; channel++)
                {
                    var own = factors.Slice(channel * seen.Length, seen.Length);
                    double sum = offsets.IsEmpty ? 0 : offsets[channel];
                    for (var i = 0; i < own.Length; i++)
                    {
                        sum += seen[i] * own[i];
                    }

                    output[(channel * count) + place] = sum;
                }
            }
        });
        return output;
    }

    // a convolution read backwards: what it would read for a value of its input, the value is added to
    private static double[] Transpose(TransposedConvolution conv, TensorData weight, TensorData? bias, PlainValue input, IReadOnlyList<int> shape)
    {
        var (inPart, outPart) = (conv.InChannels / conv.Groups, conv.OutChannels / conv.Groups);
        var (window, before, after) = (conv.Window() with { After = [.. Enumerable.Repeat(0, conv.Axes)] }, input.Shape.Skip(1).ToArray(), shape.Skip(1).ToArray());
        var area = PlainValue.Count(after);
        var targets = Enumerable.Range(0, input.Area).Select(place => PlainWindows.Places(window, PlainValue.Coordinates(place, before), after)).ToArray();
        var output = new double[conv.OutChannels * area];
        Parallel.For(0, conv.OutChannels, channel =>
        {
            var group = channel / outPart;
            var factors = weight.Floats;
            output.AsSpan(channel * area, area).Fill(bias is null ? 0 : bias.Floats[channel]);
            for (var c = group * inPart; c < (group + 1) * inPart; c++)
            {
                for (var place = 0; place < input.Area; place++)
                {
                    for (var k = 0; k < targets[place].Length; k++)
                    {
                        if (targets[place][k] >= 0)
                        {
                            output[(channel * area) + targets[place][k]] += input.Values[(c * input.Area) + place] * factors[(((c * outPart) + (channel % outPart)) * targets[place].Length) + k];
                        }
                    }
                }
            }
        });
        return output;
    }

    // [c, h, w] → [c · kernel, windows]
    private static double[] Columns(Unfold unfold, PlainValue input, IReadOnlyList<int> shape)
    {
        var (window, before) = (unfold.Window(), input.Shape.Skip(1).ToArray());
        var places = Standing(window, before);
        var kernel = shape[0] / input.Shape[0];
        return [.. Enumerable.Range(0, shape[0] * shape[1]).Select(value =>
        {
            var (row, column) = Math.DivRem(value, shape[1]);
            return places[column][row % kernel] is var from and >= 0 ? input.Values[(row / kernel * input.Area) + from] : 0;
        })];
    }

    // [c · kernel, windows] → [c, h, w]
    private static double[] Picture(Fold fold, PlainValue input, IReadOnlyList<int> shape)
    {
        var after = shape.Skip(1).ToArray();
        var places = Standing(fold.Window(), after);
        var (kernel, area) = (input.Shape[0] / shape[0], PlainValue.Count(after));
        var output = new double[shape[0] * area];
        for (var value = 0; value < input.Values.Length; value++)
        {
            var (row, column) = Math.DivRem(value, input.Shape[1]);
            if (places[column][row % kernel] is var to and >= 0)
            {
                output[(row / kernel * area) + to] += input.Values[value];
            }
        }

        return output;
    }

    private static int[][] Standing(Window window, int[] picture)
    {
        int[] windows = [.. picture.Select((size, axis) => (int)window.Places(axis, size))];
        return [.. Enumerable.Range(0, PlainValue.Count(windows)).Select(place => PlainWindows.Places(window, PlainValue.Coordinates(place, windows), picture))];
    }
}
