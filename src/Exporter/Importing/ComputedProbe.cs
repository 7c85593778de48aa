using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Samples;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Importing;

/// <summary>Answers that we compute ourselves, where those of the other program are not at hand: they tell whether the graph is right, not whether the network is the one that was trained.</summary>
internal static class ComputedProbe
{
    private const int MostSamples = 16;
    private const int LeastSamples = 2;

    // products of all samples together, some ten seconds of a core
    private const double MostProducts = 5e9;

    /// <summary>Answers in plain arithmetic to the first test images, or where there are none to random samples.</summary>
    /// <param name="path">The file of the weights, for messages.</param>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="data">The test set; null for random samples.</param>
    /// <exception cref="ToolException">The network is no classifier of such pictures or its answers are no numbers (exit 3), or a layer is not written in plain arithmetic (exit 2).</exception>
    public static NetworkProbe Of(string path, NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, TestSet? data)
    {
        var inputs = data is null ? Random(network) : Pictures(network, data);
        try
        {
            var answers = Enumerable.Range(0, checked((int)inputs.Shape[0])).SelectMany(sample =>
                DoubleForward.Values(network, weights, PlainSamples.Of(inputs, sample), given: null)[network.Layers[^1].Name]);
            float[] outputs = [.. answers.Select(value => (float)value)];
            return Array.TrueForAll(outputs, float.IsFinite) ? new NetworkProbe(inputs, TensorData.Of(outputs, [inputs.Shape[0], .. network.Output.Select(size => (long)size)]))
                : throw ToolException.BadInput(
                    $"with the weights of {path}, the network '{network.Name}' gives infinity, or no number, for {(data is null ? "samples of mean 0 and variance 1" : "test images")}",
                    "answers that are numbers",
                    "correct the network's layers and their options; if they are right, give samples as the network knows them, with its answers (--probe)");
        }
        catch (NotSupportedException fault)
        {
            throw ToolException.WrongUsage(
                $"neither --logits nor --probe, and the answers of {fault.Message} cannot be computed here: {Why(network)}",
                "answers of the program that the weights come from",
                "let that program write them, for example with safetensors.torch.save_file({'input': x, 'output': model(x)}, path), and name the file with --probe");
        }
    }

    private static string Why(NetworkSpec network) =>
        network.Layers.Any(layer => layer.MixesSamples) ? "its first axis, else the batch, is time (batchFirst is false)" : "it has no form in plain arithmetic";

    private static TensorData Pictures(NetworkSpec network, TestSet data)
    {
        ForeignProbe.RequireClassifier(network, "--data", "for other networks leave --data out");
        var count = Math.Min(Samples(network), data.Test.Count);
        return new TensorData(TensorData.UInt8, [count, .. network.Input.Select(size => (long)size)], data.Test.Images[..(count * DatasetFolder.Pixels)]);
    }

    private static int Samples(NetworkSpec network) => (int)Math.Clamp(MostProducts / DoubleForward.Products(network), LeastSamples, MostSamples);

    // of mean 0 and variance 1, as normalized inputs are; or any rows of the smallest table that reads them
    private static TensorData Random(NetworkSpec network)
    {
        var random = new RandomNumbers(0, Purpose.Probe, 0);
        long[] shape = [Samples(network), .. network.Input.Select(size => (long)size)];
        var count = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        if (network.InputType == ElementType.Float32)
        {
            return TensorData.Of([.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextUnit()) - 1) * MathF.Sqrt(3))], shape);
        }

        var rows = network.Layers.OfType<Lookup>().Min(table => table.NumEmbeddings);
        return TensorData.Of([.. Enumerable.Range(0, count).Select(_ => (long)random.NextBelow(rows))], shape);
    }
}
