using Toolchain.Contracts.Networks;

namespace Toolchain.Exporter.Graph;

/// <summary>What each kind of layer is in ONNX. A new layer is one line here.</summary>
internal static class LayerNodes
{
    /// <summary>Writes a layer that reads the value <paramref name="input"/> and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, LayerSpec layer, string input, string output)
    {
        switch (layer)
        {
            case Flatten: graph.Node("Flatten", [input], output, GraphWriter.Attribute("axis", 1)); break;
            case Linear: graph.Node("Gemm", [input, $"{layer.Name}.weight", $"{layer.Name}.bias"], output, GraphWriter.Attribute("transB", 1)); break;
            case Relu: graph.Node("Relu", [input], output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX node yet");
        }
    }
}
