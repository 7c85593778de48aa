using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>What TorchSharp answers, against what ONNX Runtime answers on our graph of the same network.</summary>
internal static class LayerParity
{
    /// <summary>Configurations of a kind that are tried.</summary>
    public const int Configurations = 100;

    private const string Output = "output";
    private static readonly RunOptions Run = new();

    /// <summary>Tries random configurations of a kind, each at the first, the last, and one opset between them; every second as an export simplifies it.</summary>
    /// <returns>The largest error of all, as a share of the output's scale, and the configuration that has it.</returns>
    public static (double Error, string Where) Measure(LayerCase kind)
    {
        (double Error, string Where) worst = (0, "");
        for (uint seed = 0; seed < Configurations; seed++)
        {
            var network = Network(kind, seed);
            var weights = ChanceNetwork.Weights(network, seed);
            var (batch, values) = Inputs(network, seed);
            var expected = Torch(network, weights, batch, values);
            foreach (var opset in new[] { Opsets.Least, Opsets.Least + ((int)seed % (Opsets.Most - Opsets.Least)), Opsets.Most }.Distinct())
            {
                var model = Model(network, weights, opset);
                var error = Error(expected, Onnx(seed % 2 == 0 ? model : Simplified(model), network, batch, values));
                if (error > worst.Error)
                {
                    worst = (error, $"seed {seed}, opset {opset}: {network.ToJson()}");
                }
            }
        }

        return worst;
    }

    /// <summary>Tries random configurations of a kind in our own plain loops.</summary>
    /// <returns>The largest error of all, as a share of the output's scale, the configuration that has it, and the configurations that are not written there.</returns>
    public static (double Error, string Where, IReadOnlyList<NetworkSpec> Unwritten) MeasurePlain(LayerCase kind)
    {
        var (worst, unwritten) = ((Error: 0.0, Where: ""), new List<NetworkSpec>());
        for (uint seed = 0; seed < Configurations; seed++)
        {
            var network = Network(kind, seed);
            var weights = ChanceNetwork.Weights(network, seed);
            var (batch, values) = Inputs(network, seed);
            try
            {
                var found = values.Chunk(values.Length / batch).SelectMany(sample => DoubleForward.Values(network, weights, [.. sample.Select(value => (double)value)], given: null)[network.Layers[^1].Name]);
                var error = Error(Torch(network, weights, batch, values), [.. found.Select(value => (float)value)]);
                worst = error > worst.Error ? (error, $"seed {seed}: {network.ToJson()}") : worst;
            }
            catch (NotSupportedException)
            {
                unwritten.Add(network);
            }
        }

        return (worst.Error, worst.Where, unwritten);
    }

    /// <summary>The network of a seed, which ends with a row.</summary>
    public static NetworkSpec Network(LayerCase kind, uint seed)
    {
        var network = kind.Draw(new Dice(seed));
        return network with { Layers = [.. network.Layers, new Flatten { Name = "row" }] };
    }

    /// <summary>A model with the network's own input and output, and nothing around them.</summary>
    public static byte[] Model(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, int opset)
    {
        var graph = new GraphWriter(network.Name, opset);
        graph.Input(NetworkSpec.InputName, network.InputType == ElementType.Int64 ? DataType.Int64 : DataType.Float, ["batch", .. network.Input.Cast<object>()]);
        NetworkNodes.Write(graph, network, NetworkSpec.InputName, Output);
        graph.Output(Output, DataType.Float, "batch", network.Classes);
        foreach (var parameter in network.Parameters)
        {
            graph.Parameter(parameter.Name, weights[parameter.Name]);
        }

        return new ModelProto
        {
            IrVersion = Opsets.IrVersionOf(opset),
            Graph = graph.Graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
        }.ToByteArray();
    }

    /// <summary>A model as an export simplifies it.</summary>
    public static byte[] Simplified(byte[] model)
    {
        var parsed = ModelProto.Parser.ParseFrom(model);
        Simplification.Apply(parsed);
        return parsed.ToByteArray();
    }

    private static (int Batch, float[] Values) Inputs(NetworkSpec network, uint seed)
    {
        var dice = new Dice(seed ^ 0x55AA55);
        var batch = dice.Between(1, 3);
        var rows = network.Layers.OfType<Lookup>().Select(lookup => lookup.NumEmbeddings).DefaultIfEmpty(0).Min();
        return (batch, [.. Enumerable.Range(0, batch * network.Input.Aggregate((product, size) => product * size)).Select(_ => rows > 0 ? dice.Below(rows) : (float)dice.Real(-2, 2))]);
    }

    private static float[] Torch(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, int batch, float[] values)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var trained = TorchNetwork.WithWeights(network, weights);
        var input = tensor(values, [batch, .. network.Input.Select(size => (long)size)]);
        var answer = trained.Forward(network.InputType == ElementType.Int64 ? input.to(ScalarType.Int64) : input);
        return MemoryMarshal.Cast<byte, float>(answer.contiguous().bytes).ToArray();
    }

    private static float[] Onnx(byte[] model, NetworkSpec network, int batch, float[] values)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        long[] shape = [batch, .. network.Input.Select(size => (long)size)];
        using var input = network.InputType == ElementType.Int64
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (long)value), shape)
            : OrtValue.CreateTensorValueFromMemory(values, shape);
        using var answers = session.Run(Run, [NetworkSpec.InputName], [input], [Output]);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // equal numbers that are not finite count as equal; written so that NaN against a number is infinitely far
    private static double Error(float[] expected, float[] found)
    {
        if (expected.Length != found.Length)
        {
            return double.PositiveInfinity;
        }

        var (scale, gap) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, float.IsFinite(expected[i]) ? Math.Abs(expected[i]) : 0);
            var difference = expected[i].Equals(found[i]) ? 0 : Math.Abs((double)expected[i] - found[i]);
            gap = Math.Max(gap, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return gap == 0 ? 0 : gap / scale;
    }
}
