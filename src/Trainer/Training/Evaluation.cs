using System.Runtime.InteropServices;
using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>Measures a network on fixed samples, without learning from them.</summary>
/// <param name="split">Where the samples are.</param>
/// <param name="samples">Which of them, in order.</param>
internal sealed class Evaluation(Split split, int[] samples) : IDisposable
{
    private const int BlockSize = 1000;
    private readonly BatchBuffer batch = new(new PlainImages(split), Math.Min(BlockSize, samples.Length));

    /// <summary>Number of samples.</summary>
    public int Count => samples.Length;

    /// <summary>All samples of a split.</summary>
    public static Evaluation OnAll(Split split) => new(split, [.. Enumerable.Range(0, split.Count)]);

    /// <summary>Loss and correct answers of the network as it is now.</summary>
    public BatchResult Measure(TorchNetwork network)
    {
        var total = default(BatchResult);
        ForEachBlock(network, logits => total += Scores.Of(logits, batch.Classes));
        return total;
    }

    /// <summary>The network's logits, float32 (count, classes).</summary>
    public float[] Logits(TorchNetwork network)
    {
        var all = new List<float>();
        ForEachBlock(network, logits => all.AddRange(logits));
        return [.. all];
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    private void ForEachBlock(TorchNetwork network, BlockAction action)
    {
        using var still = no_grad();
        for (var start = 0; start < samples.Length; start += BlockSize)
        {
            using var scope = NewDisposeScope();
            var (images, _) = batch.Gather(samples.AsSpan(start, Math.Min(BlockSize, samples.Length - start)), epoch: 0);
            action(MemoryMarshal.Cast<byte, float>(network.Forward(images).bytes));
        }
    }

    private delegate void BlockAction(ReadOnlySpan<float> logits);
}
