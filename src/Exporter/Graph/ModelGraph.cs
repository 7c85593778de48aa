using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Graph;

/// <summary>A trained network as an ONNX model: picture in; logits, probabilities and label out.</summary>
internal static class ModelGraph
{
    /// <summary>The bytes of the file; the same arguments give the same bytes.</summary>
    public static byte[] Write(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ModelMetadata metadata, int opset) =>
        Make(network, weights, metadata, opset).ToByteArray();

    /// <summary>The model layer by layer, every parameter under its trained name.</summary>
    public static ModelProto Make(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ModelMetadata metadata, int opset) =>
        new()
        {
            IrVersion = Opsets.IrVersionOf(opset),
            ProducerName = "toolchain",
            ProducerVersion = typeof(ModelGraph).Assembly.GetName().Version!.ToString(fieldCount: 3),
            Graph = Graph(network, weights, metadata.Input, opset),
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
            MetadataProps = { metadata.ToProperties().Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
        };

    private static GraphProto Graph(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, InputConvention convention, int opset)
    {
        var graph = new GraphWriter(network.Name, opset);
        NetworkNodes.Write(graph, network, PixelInput.Write(graph, convention, network.Input), ModelMetadata.LogitsName);
        graph.Node("Softmax", [ModelMetadata.LogitsName], ModelMetadata.ProbabilitiesName, GraphWriter.Attribute("axis", 1));
        graph.Node("ArgMax", [ModelMetadata.LogitsName], ModelMetadata.LabelName, GraphWriter.Attribute("axis", 1), GraphWriter.Attribute("keepdims", 0));
        graph.Output(ModelMetadata.LogitsName, DataType.Float, ModelMetadata.BatchName, network.Classes);
        graph.Output(ModelMetadata.ProbabilitiesName, DataType.Float, ModelMetadata.BatchName, network.Classes);
        graph.Output(ModelMetadata.LabelName, DataType.Int64, ModelMetadata.BatchName);
        foreach (var parameter in network.Parameters)
        {
            graph.Parameter(parameter.Name, weights[parameter.Name]);
        }

        return graph.Graph;
    }
}
