using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Networks;

/// <summary>The networks that go by a name.</summary>
public static class NetworkPresets
{
    private const string MlpName = "mlp";
    private const string CnnName = "cnn";
    private const int WidestLayer = 65_536;

    private static readonly int[] MlpWidths = [128];
    private static readonly int[] CnnWidths = [16, 32, 64];

    /// <summary>The reference: Flatten(28×28) → Linear 128 → ReLU → Linear 10; 101,770 parameters.</summary>
    public static NetworkSpec Mlp { get; } = MlpOf(MlpWidths);

    /// <summary>The convolutional network, as accurate for its time as we know how to make it.</summary>
    public static NetworkSpec Cnn { get; } = CnnOf(CnnWidths);

    /// <summary>Whether a text begins with the name of a preset.</summary>
    public static bool Knows(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':')[0] is MlpName or CnnName;
    }

    /// <summary>Reads the written form: <c>mlp</c> or <c>cnn</c>, or with widths of one's own, such as <c>mlp:256,128</c> and <c>cnn:16,32,64</c>.</summary>
    /// <exception cref="ToolException">An unknown name or an impossible width (exit 2).</exception>
    public static NetworkSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        var network = (parts[0], parts.Length) switch
        {
            (MlpName, 1) => Mlp,
            (CnnName, 1) => Cnn,
            (MlpName, _) => MlpOf(Widths(text, parts[1])),
            (CnnName, _) => CnnOf(Widths(text, parts[1])),
            _ => throw ToolException.WrongUsage(
                $"'{text}' is no network",
                "mlp or cnn, mlp:<widths> or cnn:<widths>, or a .json file",
                Nearest.To(parts[0], [MlpName, CnnName]) is { } near ? $"did you mean '{near}'?" : "write mlp:256,128 for two hidden layers"),
        };
        try
        {
            network.OutputShapes();
            return network;
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"network '{text}' is impossible: {fault.Message}", "widths that fit into memory", "choose smaller widths", fault);
        }
    }

    /// <summary>The short name under which <see cref="Parse"/> gives this very network, or null when it has none.</summary>
    public static string? NameOf(NetworkSpec network)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            return Parse(network.Name).ToJson() == network.ToJson() ? network.Name : null;
        }
        catch (ToolException)
        {
            return null;
        }
    }

    private static int[] Widths(string text, string list) => [.. list.Split(',').Select(width =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= WidestLayer
            ? size
            : throw ToolException.WrongUsage($"width '{width}' in network '{text}'", $"a whole number between 1 and {WidestLayer}", "change the width"))];

    /// <summary>Dense layers with ReLU between them; a single hidden layer is named <c>hidden</c>, several <c>hidden1</c>, <c>hidden2</c> and so on.</summary>
    private static NetworkSpec MlpOf(IReadOnlyList<int> widths)
    {
        var layers = new List<LayerSpec> { new Flatten { Name = "flatten" } };
        var features = 28 * 28;
        for (var i = 0; i < widths.Count; i++)
        {
            var number = widths.Count == 1 ? "" : (i + 1).ToString(CultureInfo.InvariantCulture);
            layers.Add(new Linear { Name = $"hidden{number}", InFeatures = features, OutFeatures = widths[i] });
            layers.Add(new Relu { Name = $"relu{number}" });
            features = widths[i];
        }

        layers.Add(new Linear { Name = "output", InFeatures = features, OutFeatures = 10 });
        return Named(MlpName, MlpWidths, widths, layers);
    }

    /// <summary>
    /// A block of convolutions for each width, one in the first and two in each other, with batch normalization and ReLU after each; pooling between the blocks,
    /// dropout and one dense layer in the end. A second convolution on the whole picture would cost as much as all others together; pooling comes before the
    /// normalization, which so has a quarter of the work.
    /// </summary>
    private static NetworkSpec CnnOf(IReadOnlyList<int> widths)
    {
        var layers = new List<LayerSpec> { new Reshape { Name = "picture", Shape = [1, 28, 28] } };
        var channels = 1;
        for (var block = 1; block <= widths.Count; block++)
        {
            var width = widths[block - 1];
            string[] parts = block == 1 ? [""] : ["a", "b"];
            foreach (var part in parts)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{block}{part}");
                layers.Add(new Conv2d(Padding: 1, Bias: false) { Name = $"conv{name}", InChannels = channels, OutChannels = width, Kernel = 3 });
                if (part != "a" && block < widths.Count)
                {
                    layers.Add(new MaxPool2d { Name = $"pool{block}", Kernel = 2 });
                }

                layers.Add(new BatchNorm2d { Name = $"norm{name}", Features = width });
                layers.Add(new Relu { Name = $"relu{name}" });
                channels = width;
            }
        }

        layers.Add(new GlobalAvgPool2d { Name = "mean" });
        layers.Add(new Dropout(0.1) { Name = "dropout" });
        layers.Add(new Linear { Name = "output", InFeatures = channels, OutFeatures = 10 });
        return Named(CnnName, CnnWidths, widths, layers);
    }

    private static NetworkSpec Named(string name, IReadOnlyList<int> standard, IReadOnlyList<int> widths, List<LayerSpec> layers) =>
        new() { Name = widths.SequenceEqual(standard) ? name : $"{name}:{string.Join(',', widths)}", Input = [28, 28], Layers = layers };
}
