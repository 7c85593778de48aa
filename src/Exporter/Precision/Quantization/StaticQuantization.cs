using System.Runtime.InteropServices;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Rounds weights and activations to 8 bits, over ranges that were measured on training images.</summary>
internal static class StaticQuantization
{
    /// <summary>The ways from what was measured to a range.</summary>
    public static IReadOnlyDictionary<string, Func<Histogram, ValueRange>> Methods { get; } = new SortedDictionary<string, Func<Histogram, ValueRange>>(StringComparer.Ordinal)
    {
        ["entropy"] = histogram => histogram.Entropy(),
        ["minmax"] = histogram => histogram.MinMax,
        ["percentile"] = histogram => histogram.Percentile(),
    };

    /// <summary>Makes the model in 8 bits.</summary>
    /// <param name="whole">The model in float32; it stays as it is.</param>
    /// <param name="input">How it wants its pictures.</param>
    /// <param name="images">The calibration images.</param>
    /// <param name="method">One of <see cref="Methods"/>; null: the one whose logits come nearest to those in float32, on these images.</param>
    public static (ModelProto Model, string Method, PrecisionNotes Notes) Apply(ModelProto whole, InputConvention input, CalibrationImages images, string? method)
    {
        var model = Prepared(whole);
        var plan = new QuantizationPlan(model);
        var histograms = RangeMeasurement.Of(model, input, images, [.. plan.Ranges.Values.Distinct().Where(value => !plan.Pixels.Contains(value))]);
        ModelProto Written(string name) => Write(model.Clone(), value => Methods[name](histograms[value]).Steps);
        var expected = method is null ? Logits(whole, input, images) : [];
        var chosen = method ?? Methods.Keys.MinBy(name => Error(expected, Logits(Written(name), input, images)))!;
        var reduced = model.Graph.Node.Where(plan.IsInEightBits).Select(node => node.Name);
        return (Written(chosen), chosen, new PrecisionNotes([.. reduced], plan.Kept));
    }

    /// <summary>Makes the model in 8 bits over ranges that were measured before.</summary>
    /// <param name="whole">The model in float32; it stays as it is.</param>
    /// <param name="steps">The steps of a value by its name, for all but pixels.</param>
    public static ModelProto Apply(ModelProto whole, Func<string, Steps> steps) => Write(Prepared(whole), steps);

    private static ModelProto Prepared(ModelProto whole)
    {
        var model = whole.Clone();
        MaximumAfterRelu.Apply(model.Graph);
        SumOfTwo.Apply(model.Graph);
        return model;
    }

    private static ModelProto Write(ModelProto model, Func<string, Steps> steps)
    {
        var plan = new QuantizationPlan(model);
        QdqWriter.Write(model, plan, plan.Ranges.Values.Distinct().ToDictionary(value => value, value => plan.Pixels.Contains(value) ? QuantizationPlan.PixelSteps : steps(value), StringComparer.Ordinal));
        return model;
    }

    // mean square of the logits' differences
    private static double Error(float[] expected, float[] found) => expected.Zip(found, (left, right) => Math.Pow(left - (double)right, 2)).Average();

    private static float[] Logits(ModelProto model, InputConvention input, CalibrationImages images)
    {
        using var running = new RunningModel(ModelContent.Of(model), input);
        return [.. PictureBlocks.Of(images.Pixels).SelectMany(block => MemoryMarshal.Cast<byte, float>(running.Values(block.Pictures, [ModelMetadata.LogitsName])[0]).ToArray())];
    }
}
