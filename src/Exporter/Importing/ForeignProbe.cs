using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Importing;

/// <summary>Answers that the other program gave: they alone tell whether the network is the one that was trained.</summary>
internal static class ForeignProbe
{
    private const string Input = "input";
    private const string Output = "output";

    /// <summary>Logits of the first test images, as text.</summary>
    /// <exception cref="ToolException">They do not fit the network or the test set (exit 3).</exception>
    public static NetworkProbe OfPictures(NetworkSpec network, string logits, TestSet data)
    {
        var values = LogitsFile.Read(logits, RequireClassifier(network, "--logits", "for other networks, give samples and answers with --probe"));
        var count = values.Length / network.Classes;
        if (count > data.Test.Count)
        {
            throw ToolException.BadInput($"{logits} has {count} rows, the test set has {data.Test.Count} images", "a row for each of the first test images, at most as many as there are", "name the data that the logits belong to with --data");
        }

        return new NetworkProbe(
            new TensorData(TensorData.UInt8, [count, .. network.Input.Select(size => (long)size)], data.Test.Images[..(count * DatasetFolder.Pixels)]),
            TensorData.Of(values, count, network.Classes));
    }

    /// <summary>A safetensors file with the tensors <c>input</c> and <c>output</c>.</summary>
    /// <exception cref="ToolException">It is unreadable, or the tensors do not fit the network (exit 3).</exception>
    public static NetworkProbe Of(NetworkSpec network, string path)
    {
        var file = Safetensors.Read(path);
        try
        {
            if (file.Tensors.Keys.FirstOrDefault(name => name is not (Input or Output)) is { } extra)
            {
                throw new FormatException($"tensor '{extra}' is neither '{Input}' nor '{Output}'");
            }

            return NetworkProbe.Require(network, file.Tensors.ToDictionary(pair => $"probe/{pair.Key}", pair => pair.Value));
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput(
                $"{path}: {fault.Message.Replace("probe/", "", StringComparison.Ordinal)}",
                $"'{Input}' with samples as the network reads them (or uint8, raw pixels), and '{Output}' with its answers in float32",
                "save both in evaluation mode, for example with safetensors.torch.save_file({'input': x, 'output': model(x)}, path)",
                fault);
        }
    }

    /// <summary>Refuses a network that reads no pictures of a dataset or gives no row.</summary>
    /// <param name="network">The network.</param>
    /// <param name="option">The option that takes such networks alone.</param>
    /// <param name="next">What to do for others.</param>
    /// <returns>The size of the row.</returns>
    /// <exception cref="ToolException">It is none (exit 3).</exception>
    public static int RequireClassifier(NetworkSpec network, string option, string next)
    {
        var values = network.Input.Aggregate(1.0, (product, size) => product * size);
        return network is { InputType: ElementType.Float32, Output: [var classes] } && values == DatasetFolder.Pixels
            ? classes
            : throw ToolException.BadInput(
                $"the network '{network.Name}' gives [{string.Join(", ", network.Output)}] for [{string.Join(", ", network.Input)}]",
                $"with {option}, a classifier of pictures of 28 × 28, {DatasetFolder.Pixels} values",
                next);
    }
}
