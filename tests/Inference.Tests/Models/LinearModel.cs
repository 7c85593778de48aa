using System.Runtime.InteropServices;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Models;

/// <summary>An ONNX model of one dense layer, with everything that a test may want to be wrong with it.</summary>
internal sealed record LinearModel
{
    private const int Float = 1;
    private const int UInt8 = 2;
    private const int Int64 = 7;

    /// <summary>float32 [784, 10], for pixels from 0 to 1.</summary>
    public float[] Weights { get; init; } = new float[DatasetFolder.Pixels * DatasetFolder.Classes];

    /// <summary>How it wants its picture.</summary>
    public InputConvention Input { get; init; } = InputConvention.RawPixels;

    /// <summary>What each class is called.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>Sizes of the input in the graph; null: as the convention says.</summary>
    public int[]? InputSizes { get; init; }

    /// <summary>What was measured of its confidence.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>Outputs of the graph.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    /// <summary>Changes the metadata before they are written.</summary>
    public Func<Dictionary<string, string>, Dictionary<string, string>> Metadata { get; init; } = properties => properties;

    /// <summary>Writes the file.</summary>
    public string Write(string path)
    {
        File.WriteAllBytes(path, ToBytes());
        return path;
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes()
    {
        var model = new OnnxBytes()
            .Number(1, 8)
            .Text(2, "tests/Inference.Tests")
            .Message(8, new OnnxBytes().Text(1, "").Number(2, 17))
            .Message(7, Graph());
        foreach (var (key, value) in Metadata(Properties()))
        {
            model.Message(14, new OnnxBytes().Text(1, key).Text(2, value));
        }

        return model.ToArray();
    }

    private Dictionary<string, string> Properties()
    {
        var checkpoint = TinyCheckpoint.Make();
        return new ModelMetadata
        {
            ClassNames = ClassNames,
            Calibration = Calibration,
            Input = Input,
            Network = checkpoint.Network,
            Plan = checkpoint.Plan,
            Metrics = new ModelMetrics("mnist", "test", 9000, 10000, 0.9, 0.35, 1, 0.1f),
            Data = checkpoint.Data,
            CheckpointDigest = new string('a', 64),
            Command = checkpoint.Command,
        }.ToProperties().ToDictionary();
    }

    private OnnxBytes Graph()
    {
        var raw = Input == InputConvention.RawPixels;
        var graph = new OnnxBytes().Text(2, "linear");
        graph.Message(1, raw ? Node("Cast", ["image"], "pixels", ("to", Float)) : Node("Identity", ["image"], "pixels"));
        graph.Message(1, Node("Mul", ["pixels", "scale"], "scaled"));
        graph.Message(1, Node("Flatten", ["scaled"], "flat", ("axis", 1)));
        graph.Message(1, Node("MatMul", ["flat", "weights"], ModelMetadata.LogitsName));
        graph.Message(1, Node("Softmax", [ModelMetadata.LogitsName], ModelMetadata.ProbabilitiesName, ("axis", 1)));
        graph.Message(1, Node("ArgMax", [ModelMetadata.LogitsName], ModelMetadata.LabelName, ("axis", 1), ("keepdims", 0)));
        graph.Message(5, Tensor("scale", [], [raw ? 1 / 255f : 1]));
        graph.Message(5, Tensor("weights", [DatasetFolder.Pixels, DatasetFolder.Classes], Weights));
        graph.Message(11, Port("image", raw ? UInt8 : Float, InputSizes ?? (raw ? [28, 28] : [1, 28, 28])));
        foreach (var output in Outputs)
        {
            graph.Message(12, output == ModelMetadata.LabelName ? Port(output, Int64, []) : Port(output, Float, [DatasetFolder.Classes]));
        }

        return graph;
    }

    private static OnnxBytes Node(string operation, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new OnnxBytes();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(4, operation);
        foreach (var (name, value) in attributes)
        {
            node.Message(5, new OnnxBytes().Text(1, name).Number(3, value).Number(20, 2));
        }

        return node;
    }

    private static OnnxBytes Tensor(string name, int[] sizes, float[] values)
    {
        var tensor = new OnnxBytes();
        foreach (var size in sizes)
        {
            tensor.Number(1, size);
        }

        return tensor.Number(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static OnnxBytes Port(string name, int type, int[] sizes)
    {
        var shape = new OnnxBytes().Message(1, new OnnxBytes().Text(2, ModelMetadata.BatchName));
        foreach (var size in sizes)
        {
            shape.Message(1, new OnnxBytes().Number(1, size));
        }

        return new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(1, new OnnxBytes().Number(1, type).Message(2, shape)));
    }
}
