using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>Any step, after which a second network follows the first as an exponential moving average of its parameters and running statistics.</summary>
/// <remarks>
/// After the update number t, counted from 1: average ← e · average + (1 − e) · moving with e = min(decay, (1 + t) / (10 + t)). The short memory of the first
/// steps forgets where training began. Source: <c>tf.train.ExponentialMovingAverage</c> with <c>num_updates</c>; timm's <c>ModelEmaV3</c> has the like.
/// </remarks>
/// <param name="step">What moves the network; disposed with this one.</param>
/// <param name="moving">The network that it moves.</param>
/// <param name="average">The network that follows; equal to the other before the first step.</param>
/// <param name="decay">In (0, 1): the share of the average that a step keeps.</param>
internal sealed class AveragingStep(ITrainingStep step, TorchNetwork moving, TorchNetwork average, double decay) : ITrainingStep
{
    private readonly (Tensor Average, Tensor Moving)[] pairs = [.. moving.Parameters.Select(parameter => (average.Parameters[parameter.Key], parameter.Value))];

    /// <inheritdoc/>
    public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
    {
        var result = step.Run(samples, place, pace);
        var updates = place.Step + 1;
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var share = (1 - Math.Min(decay, (1.0 + updates) / (10 + updates))).ToScalar();
        var entering = full([], share, ScalarType.Float32);
        foreach (var (followed, moved) in pairs)
        {
            followed.lerp_(moved, entering);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();
}
