using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What pooling by a window is in ONNX.</summary>
/// <remarks>
/// Runtimes disagree about <c>ceil_mode</c> (which windows exist, what counts as padding), so a window that hangs over the end is written as padding after it:
/// shapes are known here, and the same numbers come out everywhere.
/// </remarks>
internal static class PoolNodes
{
    /// <summary>Writes pooling by a window.</summary>
    public static void Write(GraphWriter graph, Pooling pooling, GraphValue input, string output)
    {
        switch (pooling)
        {
            case MaxPooling: Largest(graph, pooling, input, output); break;
            case MeanPooling mean: Mean(graph, mean, input, output); break;
            case PowerPooling power: Power(graph, power, input, output); break;
            default: throw new NotSupportedException($"{pooling.GetType().Name} has no ONNX node yet");
        }
    }

    private static void Largest(GraphWriter graph, Pooling pooling, GraphValue input, string output)
    {
        var (window, name) = (Hanging(pooling, input), input.Name);
        if (window.After.Zip(window.Kernel).Any(pair => pair.First >= pair.Second))
        {
            // ONNX Runtime takes no padding as large as the kernel, which a dilated window may need
            PaddingNodes.Write(graph, input, window.Before, window.After, PaddingMode.Zeros, float.NegativeInfinity, $"{output}.padded");
            (window, name) = (window with { Before = new int[pooling.Axes], After = new int[pooling.Axes] }, $"{output}.padded");
        }

        graph.Node("MaxPool", [name], output, [.. ConvolutionNodes.Attributes(window)]);
    }

    private static void Mean(GraphWriter graph, MeanPooling pooling, GraphValue input, string output)
    {
        var (window, hanging) = (pooling.Window(), Hanging(pooling, input));
        if (pooling.Divisor is { } divisor)
        {
            // the mean of the whole window, zeros and all, is its sum divided by its size
            var size = window.Kernel.Aggregate(1.0, (product, places) => product * places);
            graph.Constant($"{output}.size", (float)(size / divisor));
            Average(graph, hanging, countPadding: true, input.Name, $"{output}.mean");
            graph.Node("Mul", [$"{output}.mean", $"{output}.size"], output);
        }
        else if (pooling.CountPadding && window.Before.Any(padding => padding > 0) && !hanging.After.SequenceEqual(window.After))
        {
            // padding counts, what hangs over does not: the one becomes part of the input
            PaddingNodes.Write(graph, input, window.Before, window.After, PaddingMode.Zeros, 0, $"{output}.padded");
            var rest = hanging with { Before = new int[pooling.Axes], After = [.. hanging.After.Zip(window.After, (all, padding) => all - padding)] };
            Average(graph, rest, countPadding: false, $"{output}.padded", output);
        }
        else
        {
            Average(graph, hanging, pooling.CountPadding && hanging.After.SequenceEqual(window.After), input.Name, output);
        }
    }

    // the mean of the powers, times the window's size, and the root of it
    private static void Power(GraphWriter graph, PowerPooling pooling, GraphValue input, string output)
    {
        var window = Hanging(pooling, input);
        graph.Constant($"{output}.exponent", (float)pooling.NormType);
        graph.Constant($"{output}.size", window.Kernel.Aggregate(1f, (product, places) => product * places));
        graph.Constant($"{output}.inverse", (float)(1 / pooling.NormType));
        graph.Node("Pow", [input.Name, $"{output}.exponent"], $"{output}.powers");
        Average(graph, window, countPadding: false, $"{output}.powers", $"{output}.mean");
        graph.Node("Mul", [$"{output}.mean", $"{output}.size"], $"{output}.sum");
        graph.Node("Pow", [$"{output}.sum", $"{output}.inverse"], output);
    }

    // AveragePool knows no dilations before opset 19, and neither does PyTorch's
    private static void Average(GraphWriter graph, Window window, bool countPadding, string input, string output) => graph.Node(
        "AveragePool",
        [input],
        output,
        [.. ConvolutionNodes.Attributes(window).Where(attribute => attribute.Name != "dilations"), Attribute("count_include_pad", countPadding ? 1 : 0)]);

    /// <summary>The window with the padding after the end that its last place needs.</summary>
    private static Window Hanging(Pooling pooling, GraphValue input)
    {
        var window = pooling.Window();
        return window with
        {
            After = [.. Enumerable.Range(0, pooling.Axes).Select(axis =>
            {
                var size = input.Shape[axis + 1];
                var end = ((window.Places(axis, size, pooling.CeilMode) - 1) * window.Stride[axis]) + window.Reach(axis);
                return (int)Math.Max(window.After[axis], end - size - window.Before[axis]);
            })],
        };
    }
}
