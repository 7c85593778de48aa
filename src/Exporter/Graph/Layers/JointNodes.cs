using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What layers that read several others are in ONNX.</summary>
internal static class JointNodes
{
    /// <summary>Writes a joint.</summary>
    public static void Write(GraphWriter graph, Joint joint, IReadOnlyList<GraphValue> inputs, GraphValue output)
    {
        string[] names = [.. inputs.Select(value => value.Name)];
        switch (joint)
        {
            case Add: graph.Node("Sum", names, output.Name); break;
            case Subtract: graph.Node("Sub", names, output.Name); break;
            case Multiply: Product(graph, names, output.Name); break;
            case Divide: graph.Node("Div", names, output.Name); break;
            case Maximum: graph.Node("Max", names, output.Name); break;
            case Minimum: graph.Node("Min", names, output.Name); break;
            case Concatenate layer: graph.Node("Concat", names, output.Name, Attribute("axis", layer.Dim)); break;
            case MatMul: graph.Node("MatMul", names, output.Name); break;
            case CosineSimilarity layer: Cosine(graph, layer, inputs, output.Name); break;
            case PairwiseDistance layer: Distance(graph, layer, names, inputs[0].Shape.Count, output.Name); break;
            case Bilinear layer: Form(graph, layer, names, output.Name); break;
            default: throw new NotSupportedException($"{joint.GetType().Name} has no ONNX node yet");
        }
    }

    // Mul takes two
    private static void Product(GraphWriter graph, string[] names, string output)
    {
        var product = names[0];
        for (var i = 1; i < names.Length; i++)
        {
            var next = i == names.Length - 1 ? output : $"{output}.product{i}";
            graph.Node("Mul", [product, names[i]], next);
            product = next;
        }
    }

    private static void Cosine(GraphWriter graph, CosineSimilarity layer, IReadOnlyList<GraphValue> inputs, string output)
    {
        var place = layer.Place(inputs[0].Shape); // both have as many axes
        var (axis, size) = (place + 1L, inputs.Max(input => input.Shape[place]));
        graph.Constant($"{output}.least", (float)layer.Epsilon);
        for (var i = 0; i < inputs.Count; i++)
        {
            var name = inputs[i].Name;
            if (inputs[i].Shape[place] < size)
            {
                // one value that stands for many is as long as they are
                name = $"{output}.values{i}";
                graph.Constant($"{output}.shape{i}", [1, .. inputs[i].Shape.Select((_, at) => at == place ? (long)size : 1)]);
                graph.Node("Expand", [inputs[i].Name, $"{output}.shape{i}"], name);
            }

            Length(graph, name, axis, keep: true, $"{output}.length{i}");
            graph.Node("Max", [$"{output}.length{i}", $"{output}.least"], $"{output}.divisor{i}");
            graph.Node("Div", [name, $"{output}.divisor{i}"], $"{output}.unit{i}");
        }

        graph.Node("Mul", [$"{output}.unit0", $"{output}.unit1"], $"{output}.products");
        AxisNodes.Reduce(graph, "ReduceSum", $"{output}.products", [axis], keep: false, output);
    }

    // ReduceL2 by operators whose shapes ONNX Runtime's quantizer knows
    private static void Length(GraphWriter graph, string input, long axis, bool keep, string output)
    {
        graph.Node("Mul", [input, input], $"{output}.squares");
        AxisNodes.Reduce(graph, "ReduceSum", $"{output}.squares", [axis], keep, $"{output}.square");
        graph.Node("Sqrt", [$"{output}.square"], output);
    }

    private static void Distance(GraphWriter graph, PairwiseDistance layer, string[] names, int last, string output)
    {
        graph.Constant($"{output}.epsilon", (float)layer.Epsilon);
        graph.Node("Sub", names, $"{output}.difference");
        graph.Node("Add", [$"{output}.difference", $"{output}.epsilon"], $"{output}.raised");
        if (layer.P is 2)
        {
            Length(graph, $"{output}.raised", last, layer.KeepDim, output);
            return;
        }

        graph.Node("Abs", [$"{output}.raised"], $"{output}.size");
        if (layer.P is 1)
        {
            AxisNodes.Reduce(graph, "ReduceSum", $"{output}.size", [last], layer.KeepDim, output); // OpenVINO 2026.4 misreads ReduceL1 before opset 18
            return;
        }

        graph.Constant($"{output}.exponent", (float)layer.P);
        graph.Constant($"{output}.inverse", (float)(1 / layer.P));
        graph.Node("Pow", [$"{output}.size", $"{output}.exponent"], $"{output}.powers");
        AxisNodes.Reduce(graph, "ReduceSum", $"{output}.powers", [last], layer.KeepDim, $"{output}.sum");
        graph.Node("Pow", [$"{output}.sum", $"{output}.inverse"], output);
    }

    // [batch, 1, 1, in1] · [out, in1, in2] · [batch, 1, in2, 1]
    private static void Form(GraphWriter graph, Bilinear layer, string[] names, string output)
    {
        var product = layer.Bias ? $"{output}.product" : output;
        AxisNodes.Reshape(graph, names[0], [1, 1, layer.In1Features], $"{output}.row");
        AxisNodes.Reshape(graph, names[1], [1, layer.In2Features, 1], $"{output}.column");
        graph.Node("MatMul", [$"{output}.row", $"{layer.Name}.weight"], $"{output}.half");
        graph.Node("MatMul", [$"{output}.half", $"{output}.column"], $"{output}.numbers");
        AxisNodes.Reshape(graph, $"{output}.numbers", [layer.OutFeatures], product);
        if (layer.Bias)
        {
            graph.Node("Add", [product, $"{layer.Name}.bias"], output);
        }
    }
}
