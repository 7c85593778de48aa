using Toolchain.Inference.Models.Files;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>What a graph itself tells of the pixels it wants, by the first thing it does with them.</summary>
/// <param name="Scale">What fits.</param>
/// <param name="Because">The evidence, for people.</param>
internal sealed record PixelEvidence(PixelScale Scale, string Because)
{
    // pixels from 0 to 255 shrink by at least this much before a network takes them; those from 0 to 1 never do
    private const double Shrinks = 1 / 50.0;

    // a mean, a threshold or a support vector beyond this is no value of a pixel from 0 to 1
    private const double BeyondUnit = 2;

    private const int LongestWay = 16;

    private static readonly HashSet<string> KeepsValues =
        ["Cast", "CastLike", "Identity", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Dropout", "DequantizeLinear", "ArrayFeatureExtractor", "FeatureVectorizer", "Concat"];

    /// <summary>Follows the input to what tells.</summary>
    /// <returns>Null when nothing does.</returns>
    public static PixelEvidence? In(GraphFile graph, string input)
    {
        var factor = 1.0;
        var value = input;
        for (var i = 0; i < LongestWay && graph.OnlyReaderOf(value) is { Outputs: [var next, ..] } node; i++)
        {
            if (Learned(node) is { } learned)
            {
                return learned;
            }

            switch (node.Operation)
            {
                case "QuantizeLinear" when factor == 1 && node.Inputs is [_, var step, ..] && graph.Constants.TryGetValue(step, out var steps):
                    return Quantized(steps[0], node.Inputs.Count > 2 && graph.Constants.TryGetValue(node.Inputs[2], out var zero) ? zero[0] : 0);
                case "BatchNormalization" when factor == 1 && node.Inputs.Count > 4 && graph.Constants.TryGetValue(node.Inputs[3], out var means) && graph.Constants.TryGetValue(node.Inputs[4], out var variances):
                    return Normalized(means.Average(), variances.Average());
                case "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" when factor == 1 && Constant(graph, node, value) is { } thresholds:
                    return BySize("threshold", thresholds);
                case "Clip" when factor == 1 && Bound(graph, node, "min") is null or >= 0 && Bound(graph, node, "max") is { } bound:
                    return BySize("bound", [bound]);
                case "Clip":
                    break;
                case "Div" when Constant(graph, node, value) is { } divisors:
                    factor /= Size(divisors);
                    break;
                case "Mul" when Constant(graph, node, value) is { } factors:
                    factor *= Size(factors);
                    break;
                case "Sub" or "Add" when Constant(graph, node, value) is { } shifts:
                    if (Size(shifts) > BeyondUnit && factor == 1)
                    {
                        return new(PixelScale.Raw, $"the graph moves them by {Size(shifts):0.##} first");
                    }

                    break;
                case var other when !KeepsValues.Contains(other):
                    return Verdict(factor);
            }

            if (factor is > 0 and <= Shrinks)
            {
                return new(PixelScale.Raw, $"the graph divides them by {1 / factor:0.##} itself");
            }

            value = next;
        }

        return Verdict(factor);
    }

    // who divides pixels by a standard deviation below 1 has them from 0 to 1 already
    private static PixelEvidence? Verdict(double factor) =>
        factor > 1 ? new(PixelScale.Unit, $"the graph multiplies them by {factor:0.##}, which would be no use beyond 0 to 1") : null;

    // what quantization was calibrated to: the values of the first input's integers
    private static PixelEvidence? Quantized(double step, double zero)
    {
        var (least, most) = zero < 0 ? ((-128 - zero) * step, (127 - zero) * step) : ((0 - zero) * step, (255 - zero) * step);
        PixelScale[] known = [PixelScale.Unit, PixelScale.Raw, PixelScale.Standard, PixelScale.Signed];
        var fitting = known.FirstOrDefault(scale => Math.Abs(scale.At(0) - least) < 0.05 * (most - least) && Math.Abs(scale.At(255) - most) < 0.05 * (most - least));
        return fitting is null ? null : new(fitting, $"its quantization covers {least:0.###} to {most:0.###}");
    }

    // what batch normalization saw while it was trained: MNIST's mean is 0.13 of its ink, and its variance 0.095
    private static PixelEvidence? Normalized(double mean, double variance)
    {
        PixelScale[] known = [PixelScale.Unit, PixelScale.Raw, PixelScale.Standard, PixelScale.Signed];
        var fitting = known.FirstOrDefault(scale => IsNear(mean, scale.At(0), scale.At(255)) && variance > 0 && Math.Sqrt(variance) / Math.Abs(scale.At(255) - scale.At(0)) is > 0.2 and < 0.45);
        return fitting is null ? null : new(fitting, $"its batch normalization saw a mean of {mean:0.###} and a variance of {variance:0.###}");
    }

    private static bool IsNear(double mean, double ground, double ink) => (mean - ground) / (ink - ground) is > 0.05 and < 0.35;

    private static PixelEvidence? Learned(GraphNode node)
    {
        var (attribute, what) = node.Operation switch
        {
            "Scaler" => ("offset", "offset"),
            "TreeEnsembleClassifier" or "TreeEnsembleRegressor" => ("nodes_values", "threshold"),
            "TreeEnsemble" => ("nodes_splits", "threshold"),
            "SVMClassifier" => ("support_vectors", "support vector"),
            _ => ("", ""),
        };
        if (!node.Numbers.TryGetValue(attribute, out var values) || values.Length == 0)
        {
            return node.Operation == "Scaler" && node.Numbers.TryGetValue("scale", out var scales) ? Scaled(scales) : null;
        }

        return node.Operation == "Scaler" && values.Max(Math.Abs) <= BeyondUnit && node.Numbers.TryGetValue("scale", out var factors) && factors.Max() <= Shrinks
            ? Scaled(factors)
            : BySize(what, values);
    }

    private static PixelEvidence? BySize(string what, double[] values) => values.Max(Math.Abs) switch
    {
        > BeyondUnit and var large => new(PixelScale.Raw, $"its largest {what} is {large:0.##}"),
        > 0 and var small => new(PixelScale.Unit, $"its largest {what} is {small:0.##}"),
        _ => null,
    };

    // an attribute in old operator sets, an input since
    private static double? Bound(GraphFile graph, GraphNode node, string name) =>
        node.Numbers.GetValueOrDefault(name) is [var attribute] ? attribute
        : node.Inputs.ElementAtOrDefault(name == "min" ? 1 : 2) is { } input && graph.Constants.GetValueOrDefault(input) is [var constant] ? constant
        : null;

    private static PixelEvidence? Scaled(double[] scales) =>
        scales.Length > 0 && scales.Max() <= Shrinks ? new(PixelScale.Raw, $"the graph divides them by {1 / scales.Max():0.##} itself") : null;

    private static double[]? Constant(GraphFile graph, GraphNode node, string value) =>
        node.Inputs.FirstOrDefault(name => name != value) is { } other && graph.Constants.TryGetValue(other, out var numbers) && numbers.Length > 0 ? numbers : null;

    private static double Size(double[] numbers) => numbers.Average(Math.Abs);
}
