using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Graph;

/// <summary>A trained network as an ONNX model: of a picture or any other input; a classifier gives logits, probabilities and label.</summary>
internal static class ModelGraph
{
    /// <summary>The value that softmax reads in a calibrated model: the logits over the temperature.</summary>
    public const string CalibratedLogits = "logits.calibrated";

    /// <summary>Of this program, as its models say.</summary>
    public static string Version { get; } = typeof(ModelGraph).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>The bytes of the file; the same arguments give the same bytes.</summary>
    public static byte[] Write(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ModelMetadata metadata, int opset) =>
        Make(network, weights, metadata, opset).ToByteArray();

    /// <summary>The model layer by layer, every parameter under its trained name.</summary>
    public static ModelProto Make(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ModelMetadata metadata, int opset) =>
        new()
        {
            IrVersion = Opsets.IrVersionOf(opset),
            ProducerName = "toolchain",
            ProducerVersion = Version,
            Graph = Graph(network, weights, metadata, opset),
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
            MetadataProps = { metadata.ToProperties().Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
        };

    private static GraphProto Graph(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ModelMetadata metadata, int opset)
    {
        var graph = new GraphWriter(network.Name, opset);
        var input = metadata.Input.IsOfPictures ? PixelInput.Write(graph, metadata.Input, network.Input) : PlainInput(graph, network);
        if (metadata.ClassNames is null)
        {
            NetworkNodes.Write(graph, network, input, ModelMetadata.GeneralOutputName);
            graph.Output(ModelMetadata.GeneralOutputName, DataType.Float, [ModelMetadata.BatchName, .. network.Output.Cast<object>()]);
        }
        else
        {
            NetworkNodes.Write(graph, network, input, ModelMetadata.LogitsName);
            Classification(graph, network.Classes, metadata.Calibration);
        }

        foreach (var parameter in network.Parameters)
        {
            graph.Parameter(parameter.Name, weights[parameter.Name]);
        }

        return graph.Graph;
    }

    private static string PlainInput(GraphWriter graph, NetworkSpec network)
    {
        var type = network.InputType == ElementType.Int64 ? DataType.Int64 : DataType.Float;
        graph.Input(ModelMetadata.GeneralInputName, type, [ModelMetadata.BatchName, .. network.Input.Cast<object>()]);
        return ModelMetadata.GeneralInputName;
    }

    private static void Classification(GraphWriter graph, int classes, Calibration? calibration)
    {
        var scores = ModelMetadata.LogitsName;
        if (calibration is not null)
        {
            scores = CalibratedLogits;
            graph.Constant("logits.temperature", (float)calibration.Temperature);
            graph.Node("Div", [ModelMetadata.LogitsName, "logits.temperature"], scores);
        }

        graph.Node("Softmax", [scores], ModelMetadata.ProbabilitiesName, GraphWriter.Attribute("axis", 1));
        graph.Node("ArgMax", [ModelMetadata.LogitsName], ModelMetadata.LabelName, GraphWriter.Attribute("axis", 1), GraphWriter.Attribute("keepdims", 0));
        graph.Output(ModelMetadata.LogitsName, DataType.Float, ModelMetadata.BatchName, classes);
        graph.Output(ModelMetadata.ProbabilitiesName, DataType.Float, ModelMetadata.BatchName, classes);
        graph.Output(ModelMetadata.LabelName, DataType.Int64, ModelMetadata.BatchName);
    }
}
