using System.Text.Json;
using Toolchain.Contracts.Datasets;
using static Toolchain.Inference.Tests.Foreign.OnnxGraph;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>A model as others write them, right on every picture of <see cref="TestKit.TinyDataset"/> if it is fed as it wants, and lost otherwise.</summary>
/// <remarks>A class's logit is 20 times the mean, over the band of the class, of 1 − 2·|x − 0.7| where that is above 0.</remarks>
internal sealed record ForeignModel
{
    /// <summary>Type of the input.</summary>
    public int Type { get; init; } = OnnxType.Float;

    /// <summary>Sizes of the input; null: none are declared.</summary>
    public object?[]? Sizes { get; init; } = ["N", 1, 28, 28];

    /// <summary>Name of the input.</summary>
    public string Input { get; init; } = "x";

    /// <summary>What a pixel is divided by inside, and taken off before that; (1, 0) leaves it as it is.</summary>
    public (float By, float Less) Scaling { get; init; } = (1, 0);

    /// <summary>Version of the operator set.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>Pictures a run that the graph is made for, whatever its input declares; −1: any.</summary>
    public int Rows { get; init; } = -1;

    /// <summary>Whether weights are listed as inputs too, as old programs did.</summary>
    public bool ListsWeights { get; init; }

    /// <summary>What follows the logits <c>y</c>, outputs included.</summary>
    public Action<OnnxGraph> Finish { get; init; } = graph => graph.Output("y", OnnxType.Float, "N", 10);

    /// <summary>Weights of each class's band: float32 [784, classes].</summary>
    public static float[] Bands(int classes = DatasetFolder.Classes)
    {
        var weights = new float[DatasetFolder.Pixels * classes];
        for (var pixel = 0; pixel < DatasetFolder.Pixels; pixel++)
        {
            var band = pixel / DatasetFolder.Side * DatasetFolder.Classes / DatasetFolder.Side;
            var rows = Enumerable.Range(0, DatasetFolder.Side).Count(row => row * DatasetFolder.Classes / DatasetFolder.Side == band);
            if (band < classes)
            {
                weights[(pixel * classes) + band] = 20f / (rows * DatasetFolder.Side);
            }
        }

        return weights;
    }

    /// <summary>Writes the file.</summary>
    public string Write(string path) => Graph().Write(path);

    /// <summary>The graph.</summary>
    public OnnxGraph Graph(OnnxGraph? empty = null)
    {
        var graph = (empty ?? new OnnxGraph { FormatVersion = Opset < 12 ? 3 : 8 }).Opset("", Opset).Input(Input, Type, Sizes);
        var real = Type is OnnxType.Half or OnnxType.Double ? Type : OnnxType.Float;
        var from = Input;
        if (real != Type)
        {
            graph.Node("Cast", [from], "real", Number("to", OnnxType.Float));
            from = "real";
        }

        if (Scaling.Less != 0)
        {
            Scalar(graph, "less", real, Scaling.Less).Node("Sub", [from, "less"], "shifted");
            from = "shifted";
        }

        if (Scaling.By != 1)
        {
            Scalar(graph, "by", real, Scaling.By).Node("Div", [from, "by"], "scaled");
            from = "scaled";
        }

        graph.Constant("rows", OnnxType.Int64, [2], new long[] { Rows, DatasetFolder.Pixels }).Node("Reshape", [from, "rows"], "flat");
        Scalar(graph, "middle", real, 0.7f).Node("Sub", ["flat", "middle"], "off").Node("Abs", ["off"], "far");
        Scalar(graph, "two", real, 2).Node("Mul", ["far", "two"], "twice");
        Scalar(graph, "one", real, 1).Node("Sub", ["one", "twice"], "near").Node("Relu", ["near"], "lit");
        Values(graph, "bands", real, [DatasetFolder.Pixels, DatasetFolder.Classes], Bands());
        if (ListsWeights)
        {
            graph.Input("bands", real, DatasetFolder.Pixels, DatasetFolder.Classes);
        }

        graph.Node("MatMul", ["lit", "bands"], "y");
        Finish(graph);
        return graph;
    }

    /// <summary>Evaluates a file on some data and gives the number of right answers; fails with the program's words when it fails.</summary>
    public static int Correct(string path, string data, params string[] options)
    {
        var run = InferenceRun.Of(["evaluate", "--model", path, "--data", data, "--device", "cpu", "--format", "json", .. options]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("correct").GetInt32();
    }

    private static OnnxGraph Scalar(OnnxGraph graph, string name, int type, float value) => Values(graph, name, type, [], [value]);

    private static OnnxGraph Values(OnnxGraph graph, string name, int type, int[] sizes, float[] values) => type switch
    {
        OnnxType.Half => graph.Constant(name, type, sizes, Array.ConvertAll(values, value => (System.Half)value)),
        OnnxType.Double => graph.Constant(name, type, sizes, Array.ConvertAll(values, value => (double)value)),
        _ => graph.Constant(name, type, sizes, values),
    };
}
