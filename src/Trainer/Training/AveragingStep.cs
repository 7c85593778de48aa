using System.Numerics;
using System.Runtime.InteropServices;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>Any step, after which a second network follows the first as an exponential moving average of its parameters and running statistics.</summary>
/// <remarks>
/// After the update number t, counted from 1: average ← average + (1 − e) · (moving − average) with e = min(decay, (1 + t) / (10 + t)). The short memory of the
/// first steps forgets where training began. Source: <c>tf.train.ExponentialMovingAverage</c> with <c>num_updates</c>; timm's <c>ModelEmaV3</c> has the like.
/// The arithmetic is done here and not by libtorch, whose own threads would stand in the way of those of the step.
/// </remarks>
/// <param name="step">What moves the network; disposed with this one.</param>
/// <param name="moving">The network that it moves.</param>
/// <param name="average">The network that follows; equal to the other before the first step.</param>
/// <param name="decay">In (0, 1): the share of the average that a step keeps.</param>
internal sealed class AveragingStep(ITrainingStep step, TorchNetwork moving, TorchNetwork average, double decay) : ITrainingStep
{
    private readonly (Tensor Average, Tensor Moving)[] pairs = [.. moving.Parameters.Select(parameter => (average.Parameters[parameter.Key], parameter.Value))];

    /// <inheritdoc/>
    public void Expect(ReadOnlySpan<int> samples) => step.Expect(samples);

    /// <inheritdoc/>
    public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
    {
        var result = step.Run(samples, place, pace);
        var updates = place.Step + 1;
        var share = (float)(1 - Math.Min(decay, (1.0 + updates) / (10 + updates)));
        foreach (var (followed, moved) in pairs)
        {
            Approach(MemoryMarshal.Cast<byte, float>(followed.bytes), MemoryMarshal.Cast<byte, float>(moved.bytes), share);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();

    // each element alone, so the width of the vectors is not part of the bits
    private static void Approach(Span<float> average, ReadOnlySpan<float> moving, float share)
    {
        var weight = new Vector<float>(share);
        var followed = MemoryMarshal.Cast<float, Vector<float>>(average);
        var moved = MemoryMarshal.Cast<float, Vector<float>>(moving);
        for (var i = 0; i < followed.Length; i++)
        {
            followed[i] += weight * (moved[i] - followed[i]);
        }

        for (var i = followed.Length * Vector<float>.Count; i < average.Length; i++)
        {
            average[i] += share * (moving[i] - average[i]);
        }
    }
}
