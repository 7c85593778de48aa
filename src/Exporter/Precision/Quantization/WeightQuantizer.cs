using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Weights as 8-bit numbers, each output channel with a factor of its own.</summary>
internal static class WeightQuantizer
{
    /// <summary>The largest step of a weight.</summary>
    /// <remarks>
    /// Processors without VNNI add two products of a byte and a step in 16 bits, which 2 · 255 · 127 overflows and 2 · 255 · 63 does not. Seven bits cost the
    /// reference network nothing; overflows would change 59 of 10,000 labels, and only where nobody looked (decision 0010).
    /// </remarks>
    public const int Most = 63;

    // a bias of at most this many steps leaves room for the sum of products beside it in 32 bits
    private const double MostBias = 1 << 30;

    /// <summary>Rounds to the nearest step, ties to even; a channel's largest weight becomes ±63.</summary>
    /// <param name="weight">float32, with one axis of output channels.</param>
    /// <param name="axis">That axis.</param>
    /// <param name="least">The least factor of each channel that its bias allows; null: any.</param>
    /// <returns>int8 of the same shape, and the factors, float32 [channels].</returns>
    public static (sbyte[] Steps, float[] Scales) Round(TensorProto weight, int axis, float[]? least)
    {
        var values = weight.Floats;
        var channels = (int)weight.Dims[axis];
        var inner = (int)weight.Dims.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        var scales = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / inner % channels;
            scales[channel] = Math.Max(scales[channel], Math.Abs(values[i]) / Most);
        }

        for (var c = 0; c < channels; c++)
        {
            scales[c] = Math.Max(scales[c], least?[c] ?? 0);
            scales[c] = !float.IsNormal(scales[c]) ? 1 : scales[c]; // a channel of zeros
        }

        var steps = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            steps[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[i / inner % channels]), -Most, Most);
        }

        return (steps, scales);
    }

    /// <summary>The least factor of each channel with which its bias fits into 32 bits, in steps of <paramref name="input"/> · factor.</summary>
    public static float[] Least(TensorProto bias, float input) => [.. bias.Floats.ToArray().Select(value => (float)(Math.Abs(value) / (input * MostBias)))];

    /// <summary>A bias in steps of <paramref name="input"/> · <paramref name="weight"/>, as the sum of 8-bit products is.</summary>
    public static (int[] Steps, float[] Scales) Round(TensorProto bias, float input, float[] weight)
    {
        var scales = weight.Select(scale => input * scale).ToArray();
        return ([.. bias.Floats.ToArray().Select((value, channel) => (int)Math.Round(value / (double)scales[channel]))], scales);
    }

    /// <summary>The tensors of a rounded weight.</summary>
    public static IEnumerable<TensorProto> Tensors(string name, sbyte[] steps, float[] scales, IEnumerable<long> shape) =>
    [
        GraphEdits.Tensor<sbyte>($"{name}/int8", DataType.Int8, steps, shape),
        GraphEdits.Tensor<float>($"{name}/scale", DataType.Float, scales, scales.Length),
        GraphEdits.Tensor<sbyte>($"{name}/zero", DataType.Int8, new sbyte[scales.Length], scales.Length),
    ];
}
