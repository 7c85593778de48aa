using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Networks;

/// <summary>The networks that go by a name.</summary>
public static class NetworkPresets
{
    /// <summary>The reference: Flatten(28×28) → Linear 128 → ReLU → Linear 10; 101,770 parameters.</summary>
    public static NetworkSpec Mlp { get; } = MlpOf(128);

    /// <summary>Reads the written form: <c>mlp</c>, or <c>mlp:256,128</c> for other widths and depths.</summary>
    /// <exception cref="ToolException">An unknown name or an impossible width (exit 2).</exception>
    public static NetworkSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        if (parts[0] != "mlp")
        {
            throw ToolException.WrongUsage($"'{text}' is no network", "mlp, or mlp:<widths>", "write mlp:256,128 for two hidden layers");
        }

        if (parts.Length == 1)
        {
            return Mlp;
        }

        const int WidestLayer = 65_536;
        var widths = parts[1].Split(',').Select(width =>
            int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= WidestLayer
                ? size
                : throw ToolException.WrongUsage($"width '{width}' in network '{text}'", $"a whole number between 1 and {WidestLayer}", "change the width"));
        return MlpOf([.. widths]);
    }

    /// <summary>Dense layers with ReLU between them; a single hidden layer is named <c>hidden</c>, several <c>hidden1</c>, <c>hidden2</c> and so on.</summary>
    private static NetworkSpec MlpOf(params IReadOnlyList<int> widths)
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
        return new NetworkSpec { Name = widths is [128] ? "mlp" : $"mlp:{string.Join(',', widths)}", Input = [28, 28], Layers = layers };
    }
}
