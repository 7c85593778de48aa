using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Exports;

/// <summary>From a network to the graph that was asked for.</summary>
internal static class ModelBuilder
{
    /// <summary>The model in float32 with every output: what the gate holds against the trained network, and all others are held against.</summary>
    public static ModelProto Whole(TrainedNetwork source, ModelMetadata metadata, ExportOptions options)
    {
        var model = ModelGraph.Make(source.Network, source.Weights, metadata, options.Opset);
        model.Graph.Name = options.Name ?? model.Graph.Name;
        if (!options.Literal)
        {
            Simplification.Apply(model);
        }

        if (options.Batch is { } batch)
        {
            FixBatch(model.Graph, batch);
        }

        return model;
    }

    /// <summary>Takes away the outputs that nobody asked for, and what leads to them alone.</summary>
    public static void Select(ModelProto model, IReadOnlyList<string> outputs)
    {
        foreach (var output in model.Graph.Output.Where(output => !outputs.Contains(output.Name)).ToArray())
        {
            model.Graph.Output.Remove(output);
        }

        model.Graph.RemoveUnused();
    }

    /// <summary>Replaces what a model says of itself.</summary>
    public static void Describe(ModelProto model, ModelMetadata metadata)
    {
        model.MetadataProps.Clear();
        model.MetadataProps.Add(metadata.ToProperties().Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
    }

    private static void FixBatch(GraphProto graph, int batch)
    {
        foreach (var size in graph.Input.Concat(graph.Output).SelectMany(value => value.Type.TensorType.Shape.Dim).Where(size => size.DimParam == ModelMetadata.BatchName))
        {
            size.DimValue = batch; // the two are one field: the name goes
        }
    }
}
