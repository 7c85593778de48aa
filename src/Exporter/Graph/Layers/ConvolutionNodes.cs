using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What convolutions and their kin are in ONNX.</summary>
internal static class ConvolutionNodes
{
    /// <summary>Writes a convolution.</summary>
    public static void Write(GraphWriter graph, Convolution conv, GraphValue input, string output)
    {
        var (window, name) = (conv.Window(), input.Name);
        if (conv.PaddingMode != PaddingMode.Zeros)
        {
            PaddingNodes.Write(graph, input, window.Before, window.After, conv.PaddingMode, 0, $"{output}.padded");
            (window, name) = (window with { Before = new int[conv.Axes], After = new int[conv.Axes] }, $"{output}.padded");
        }

        graph.Node("Conv", LayerNodes.Trained(conv, name, conv.Bias), output, [.. Attributes(window), Attribute("group", conv.Groups)]);
    }

    /// <summary>Writes a transposed convolution.</summary>
    public static void Write(GraphWriter graph, TransposedConvolution conv, GraphValue input, GraphValue output)
    {
        var (window, extra) = (conv.Window(), conv.Extra());
        if (extra.Zip(window.Stride).All(pair => pair.First < pair.Second))
        {
            graph.Node(
                "ConvTranspose",
                LayerNodes.Trained(conv, input.Name, conv.Bias),
                output.Name,
                [.. Attributes(window), Attribute("output_padding", Long(extra)), Attribute("group", conv.Groups)]);
            return;
        }

        // ONNX Runtime adds less than a stride. More is what padding would have taken off, and beyond that zeros, on which the bias stands
        var rest = window with { After = [.. window.After.Zip(extra, (padding, added) => Math.Max(0, padding - added))] };
        int[] zeros = [.. extra.Zip(window.After, (added, padding) => Math.Max(0, added - padding))];
        var (name, shape) = (output.Name, output.Shape.Select((size, axis) => axis == 0 ? size : size - zeros[axis - 1]));
        graph.Node("ConvTranspose", LayerNodes.Trained(conv, input.Name, bias: false), $"{name}.covered", [.. Attributes(rest), Attribute("group", conv.Groups)]);
        PaddingNodes.Write(graph, new GraphValue($"{name}.covered", [.. shape]), new int[conv.Axes], zeros, PaddingMode.Zeros, 0, conv.Bias ? $"{name}.product" : name);
        if (conv.Bias)
        {
            graph.Node("Add", [$"{name}.product", AxisNodes.ForChannels(graph, $"{conv.Name}.bias", conv.Axes, $"{name}.bias")], name);
        }
    }

    /// <summary>Writes the columns under a window: of each channel, as a sample of its own, a convolution in which each output sees one place of the window.</summary>
    public static void Write(GraphWriter graph, Unfold layer, GraphValue input, GraphValue output)
    {
        var window = layer.Window();
        Places(graph, window.Kernel, $"{output.Name}.places");
        AxisNodes.Regroup(graph, input.Name, [1, .. input.Shape.Skip(1)], $"{output.Name}.channels");
        graph.Node("Conv", [$"{output.Name}.channels", $"{output.Name}.places"], $"{output.Name}.windows", [.. Attributes(window)]);
        AxisNodes.Regroup(graph, $"{output.Name}.windows", output.Shape, output.Name);
    }

    /// <summary>Writes columns laid back: the transpose of that convolution.</summary>
    public static void Write(GraphWriter graph, Fold layer, GraphValue input, GraphValue output)
    {
        var (window, windows) = (layer.Window(), layer.Windows());
        var left = Enumerable.Range(0, layer.Axes).Select(axis =>
            output.Shape[axis + 1] - ((windows[axis] - 1L) * window.Stride[axis]) - window.Reach(axis) + window.Before[axis] + window.After[axis]);
        Places(graph, window.Kernel, $"{output.Name}.places");
        AxisNodes.Regroup(graph, input.Name, [input.Shape[0] / output.Shape[0], .. windows], $"{output.Name}.windows");
        graph.Node("ConvTranspose", [$"{output.Name}.windows", $"{output.Name}.places"], $"{output.Name}.channels", [.. Attributes(window), Attribute("output_padding", left)]);
        AxisNodes.Regroup(graph, $"{output.Name}.channels", output.Shape, output.Name);
    }

    /// <summary>What moves a window.</summary>
    public static IEnumerable<AttributeProto> Attributes(Window window) =>
    [
        Attribute("kernel_shape", Long(window.Kernel)),
        Attribute("strides", Long(window.Stride)),
        Attribute("dilations", Long(window.Dilation)),
        Attribute("pads", [.. Long(window.Before), .. Long(window.After)]),
    ];

    // weight [places, 1, …kernel], each with a one at its own place
    private static void Places(GraphWriter graph, int[] kernel, string output)
    {
        var places = kernel.Aggregate(1, (product, size) => product * size);
        var ones = new float[places * places];
        for (var i = 0; i < places; i++)
        {
            ones[(i * places) + i] = 1;
        }

        graph.Constant(output, ones, [places, 1, .. Long(kernel)]);
    }

    private static IEnumerable<long> Long(int[] sizes) => sizes.Select(size => (long)size);
}
