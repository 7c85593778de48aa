using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Exporter.Diagnosis;

/// <summary>Samples as plain arithmetic reads them.</summary>
internal static class PlainSamples
{
    /// <summary>One of several samples as the network reads it: pixels as 1/255 in float32, other numbers as they are.</summary>
    /// <param name="samples">The samples, the batch in front.</param>
    /// <param name="sample">Which one.</param>
    public static double[] Of(TensorData samples, int sample)
    {
        var width = samples.Bytes.Length / checked((int)samples.Shape[0]);
        var one = samples with { Bytes = samples.Bytes.Slice(sample * width, width) };
        return one.Type switch
        {
            TensorData.UInt8 => [.. one.Bytes.ToArray().Select(pixel => (double)(pixel / 255f))],
            TensorData.Int64 => [.. MemoryMarshal.Cast<byte, long>(one.Bytes.Span).ToArray().Select(value => (double)value)],
            _ => [.. one.Floats.ToArray().Select(value => (double)value)],
        };
    }
}
