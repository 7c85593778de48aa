using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What a change of size is in ONNX.</summary>
internal static class UpsampleNodes
{
    /// <summary>Writes a change of size.</summary>
    public static void Write(GraphWriter graph, Upsample layer, GraphValue input, GraphValue output)
    {
        var axes = input.Shape.Count - 1;
        var given = layer.Scales(axes);
        // with aligned corners the sizes alone say where a place is; onnx's reference evaluator takes them from the scale
        var scales = Enumerable.Range(0, axes).Select(axis => Scale(layer.AlignCorners ? null : given?[axis], input.Shape[axis + 1], output.Shape[axis + 1])).ToArray();
        if (layer.Mode == UpsampleMode.Nearest)
        {
            Nearest(graph, input, output, given, scales);
            return;
        }

        Resize(
            graph,
            input.Name,
            scales,
            output.Name,
            Attribute("mode", layer.Mode == UpsampleMode.Bicubic ? "cubic" : "linear"),
            Attribute("coordinate_transformation_mode", layer.AlignCorners ? "align_corners" : "half_pixel"),
            Attribute("cubic_coeff_a", -0.75)); // PyTorch's
    }

    /// <summary>Resize where each value is repeated so many times; by other scales runtimes and PyTorch round otherwise, and the places are written out.</summary>
    private static void Nearest(GraphWriter graph, GraphValue input, GraphValue output, double[]? given, float[] scales)
    {
        var places = scales.Select((_, axis) => Upsample.Nearest(given?[axis], input.Shape[axis + 1], output.Shape[axis + 1])).ToArray();
        var isRepetition = places.Select((row, axis) => row.Count % input.Shape[axis + 1] == 0 && row.Select((place, i) => place == i / (row.Count / input.Shape[axis + 1])).All(same => same)).All(same => same);
        if (isRepetition)
        {
            Resize(
                graph, input.Name, scales, output.Name, Attribute("mode", "nearest"), Attribute("coordinate_transformation_mode", "asymmetric"), Attribute("nearest_mode", "floor"));
            return;
        }

        var name = input.Name;
        for (var axis = 0; axis < places.Length; axis++)
        {
            var next = axis == places.Length - 1 ? output.Name : $"{output.Name}.axis{axis}";
            AxisNodes.Pick(graph, name, axis + 2, [.. places[axis]], next);
            name = next;
        }
    }

    // Resize rounds size · scale down to the output's size; the nearest scale that gives it, whether a runtime multiplies in float32 or, as onnx's shape inference, in double
    private static float Scale(double? given, int size, int places)
    {
        var scale = (float)(given ?? (double)places / size);
        while (Math.Floor(size * (double)scale) < places)
        {
            scale = MathF.BitIncrement(scale);
        }

        while (MathF.Floor(size * scale) > places)
        {
            scale = MathF.BitDecrement(scale);
        }

        return scale;
    }

    private static void Resize(GraphWriter graph, string input, float[] scales, string output, params IReadOnlyList<Onnx.AttributeProto> attributes)
    {
        graph.Constant($"{output}.scales", [1, 1, .. scales], scales.Length + 2);
        graph.Node("Resize", [input, "", $"{output}.scales"], output, attributes); // no region of interest
    }
}
