using System.Runtime.InteropServices;
using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>Measures a network on fixed samples, without learning from them.</summary>
/// <param name="split">Where the samples are.</param>
/// <param name="samples">Which of them, in order.</param>
/// <param name="answers">The fused step's own way from images to logits; null: through TorchSharp.</param>
internal sealed class Evaluation(Split split, int[] samples, DenseAnswers? answers = null) : IDisposable
{
    private const int BlockSize = 1000;

    // floats of one layer's output that fit the caches beside the next layer's
    private const long WidestBlock = 1 << 20;

    private readonly PlainImages images = new(split);
    private BatchBuffer? buffer;

    /// <summary>Number of samples.</summary>
    public int Count => samples.Length;

    /// <summary>All samples of a split.</summary>
    public static Evaluation OnAll(Split split, DenseAnswers? answers = null) => new(split, [.. Enumerable.Range(0, split.Count)], answers);

    /// <summary>Loss and correct answers of the network as it is now.</summary>
    public BatchResult Measure(TorchNetwork network)
    {
        var total = default(BatchResult);
        ForEachBlock(network, (logits, classes) => total += Scores.Of(logits, classes));
        return total;
    }

    /// <summary>The network's logits, float32 (count, classes).</summary>
    public float[] Logits(TorchNetwork network)
    {
        var all = new List<float>();
        ForEachBlock(network, (logits, _) => all.AddRange(logits));
        return [.. all];
    }

    /// <inheritdoc/>
    public void Dispose() => buffer?.Dispose();

    private void ForEachBlock(TorchNetwork network, BlockAction action)
    {
        if (answers is not null)
        {
            var logits = new float[samples.Length * network.Spec.Classes];
            answers.Compute(network, images, samples, logits);
            action(logits, Array.ConvertAll(samples, sample => split.Labels.Span[sample]));
            return;
        }

        using var still = no_grad();
        var batch = buffer ??= new BatchBuffer(images, Math.Min(BlockSize, samples.Length));
        var size = (int)Math.Clamp(WidestBlock / network.LargestOutput, 1, BlockSize);
        for (var start = 0; start < samples.Length; start += size)
        {
            using var scope = NewDisposeScope();
            var (input, _) = batch.Gather(samples.AsSpan(start, Math.Min(size, samples.Length - start)), epoch: 0);
            action(MemoryMarshal.Cast<byte, float>(network.Forward(input).bytes), batch.Classes);
        }
    }

    private delegate void BlockAction(ReadOnlySpan<float> logits, ReadOnlySpan<byte> classes);
}
