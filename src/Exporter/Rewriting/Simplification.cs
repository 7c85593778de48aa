using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Rewriting;

/// <summary>Does at export what need not be done in every run.</summary>
internal static class Simplification
{
    /// <summary>Changes the graph of a model; its inputs and outputs stay.</summary>
    public static void Apply(ModelProto model)
    {
        PassThrough.Remove(model.Graph);
        ConstantFold.Apply(model);
        NormalizationFold.Apply(model.Graph);
        model.Graph.RemoveUnused();
    }
}
