using System.Runtime.InteropServices;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Rewriting;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Measures the values of a model in float32 on training images.</summary>
internal static class RangeMeasurement
{
    private const int BatchSize = 100;

    // what float32 has beyond the ten bits that a range is rounded to
    private const uint Spare = (1u << 13) - 1;

    /// <summary>How often each of some values was where.</summary>
    /// <param name="model">The model in float32.</param>
    /// <param name="input">How it wants its pictures.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="values">Names of values with a row for each image.</param>
    public static IReadOnlyDictionary<string, Histogram> Of(ModelProto model, InputConvention input, CalibrationImages images, IReadOnlyList<string> values)
    {
        using var running = new RunningModel(ModelContent.Of(model.WithOutputs(values)), input);
        var (low, high) = (new float[values.Count], new float[values.Count]);
        ForEach(running, images, values, (value, numbers) =>
        {
            foreach (var number in numbers)
            {
                low[value] = Math.Min(low[value], number);
                high[value] = Math.Max(high[value], number);
            }
        });
        var histograms = values.Select((_, value) => new Histogram(Outward(low[value]), Outward(high[value]))).ToArray();
        ForEach(running, images, values, (value, numbers) => histograms[value].Add(numbers));
        return values.Zip(histograms).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    // processors differ in the last bits of a sum; the bytes of the file are not to depend on them
    private static float Outward(float end) => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(end) + Spare) & ~Spare);

    private static void ForEach(RunningModel model, CalibrationImages images, IReadOnlyList<string> values, Numbers visit)
    {
        foreach (var (_, pictures) in PictureBlocks.Of(images.Pixels, BatchSize))
        {
            var answers = model.Values(pictures, values);
            for (var value = 0; value < values.Count; value++)
            {
                visit(value, MemoryMarshal.Cast<byte, float>(answers[value]));
            }
        }
    }

    private delegate void Numbers(int value, ReadOnlySpan<float> numbers);
}
