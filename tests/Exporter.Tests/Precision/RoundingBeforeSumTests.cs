using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Precision;

/// <summary>Residual networks in 8 bits: what a sum reads is rounded in every runtime, or in none.</summary>
public sealed class RoundingBeforeSumTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_a_sum_alone_reads_is_rounded_twice_in_the_same_steps_and_what_others_read_too_once()
    {
        Export();
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model)).Graph;

        var roundings = graph.Node.Single(node => node.OpType == "Add").Input.Select(input => Roundings(graph, input)).ToArray();

        Assert.Equal([2, 1], roundings.Select(steps => steps.Length));
        Assert.All(roundings, steps => Assert.Single(steps.Distinct()));
    }

    [Fact]
    public void ONNX_Runtime_makes_one_of_them()
    {
        Export();
        using var options = new SessionOptions { OptimizedModelFilePath = folder["optimized.onnx"], LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(Model, options);

        var optimized = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["optimized.onnx"])).Graph;

        Assert.Equal(3, optimized.Node.Count(node => node.OpType == "QLinearConv"));
        Assert.Single(optimized.Node, node => node.OpType == "QLinearAdd");
        Assert.DoesNotContain(optimized.Node, node => node.OpType is "QuantizeLinear" or "DequantizeLinear");
    }

    // the scale of each rounding between a value and what made it
    private static string[] Roundings(GraphProto graph, string value)
    {
        var scales = new List<string>();
        for (var maker = graph.Node.Single(node => node.Output.Contains(value)); maker.OpType is "QuantizeLinear" or "DequantizeLinear"; maker = graph.Node.Single(node => node.Output.Contains(maker.Input[0])))
        {
            scales.AddRange(maker.OpType == "QuantizeLinear" ? [maker.Input[1]] : []);
        }

        return [.. scales];
    }

    private void Export()
    {
        var network = new NetworkSpec
        {
            Name = "residual",
            Input = [1, 28, 28],
            Layers =
            [
                new Conv2d(Stride: 4) { Name = "stem", InChannels = 1, OutChannels = 4, Kernel = 4 },
                new Relu { Name = "start" },
                new Conv2d(Padding: 1) { Name = "first", InChannels = 4, OutChannels = 4, Kernel = 3 },
                new Relu { Name = "middle" },
                new Conv2d(Padding: 1) { Name = "second", InChannels = 4, OutChannels = 4, Kernel = 3 },
                new Add { Name = "sum", Inputs = ["second", "start"] },
                new Relu { Name = "end" },
                new Flatten { Name = "flat" },
                new Linear { Name = "logits", InFeatures = 196, OutFeatures = 10 },
            ],
        };
        PictureNetwork.Of(network, ChanceNetwork.Weights(network, 1), ChanceNetwork.Images(4, 1)).Save(folder["checkpoint.safetensors"]);
        OwnData.Make(folder["data"]);
        var export = ExporterRun.Of("export", folder.Path, "--data", folder["data"], "--precision", "int8", "--max-accuracy-drop", "100");
        Assert.True(export.Code == 0, export.Error);
    }
}
