using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Parity;

/// <summary>Holds a model with some outputs against the same model with all of them, which passed the gate.</summary>
internal static class SelectedOutputs
{
    /// <summary>Runs both on the probe.</summary>
    /// <exception cref="ToolException">They answer differently (exit 1).</exception>
    public static void RequireUnchanged(ModelContent selected, ModelContent whole, IReadOnlyList<string> outputs, InputConvention input, NetworkProbe probe)
    {
        using var left = new RunningModel(selected, input);
        using var right = new RunningModel(whole, input);
        var found = left.Values(probe.Inputs, outputs);
        var expected = right.Values(probe.Inputs, outputs);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] == ModelMetadata.LabelName ? !found[i].AsSpan().SequenceEqual(expected[i]) : !IsNear(Floats(found[i]), Floats(expected[i])))
            {
                throw new ToolException(
                    ExitCode.CheckFailed,
                    $"with the outputs {string.Join(", ", outputs)} alone, '{outputs[i]}' is another than in the whole model",
                    "the same answers",
                    "report this with the checkpoint's 'network' metadata; no file was written");
            }
        }
    }

    // fewer outputs may let ONNX Runtime fuse more, and round elsewhere
    private static bool IsNear(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        var (largest, scale) = Differences.Largest(found, expected);
        return largest <= ParityGate.Tolerance * Math.Max(1, scale);
    }

    private static ReadOnlySpan<float> Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
