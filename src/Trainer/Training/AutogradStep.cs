using System.Runtime.InteropServices;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>The update by TorchSharp's autograd: any network, any optimizer.</summary>
/// <param name="network">Whose parameters move.</param>
/// <param name="training">The samples.</param>
/// <param name="batchSize">Samples of the largest batch.</param>
/// <param name="optimizer">What moves them; null: plain stochastic gradient descent, the reference's.</param>
/// <param name="labelSmoothing">Share of the target that is spread evenly over all classes.</param>
internal sealed class AutogradStep(TorchNetwork network, IImageSource training, int batchSize, Optimizer? optimizer = null, double labelSmoothing = 0) : ITrainingStep
{
    private readonly BatchBuffer batch = new(training, Math.Min(batchSize, training.Count));
    private readonly Tensor[] parameters = [.. network.Trained.Select(parameter => parameter.Value)];
    private readonly Optimizer optimizer = optimizer ?? Optimizer.Plain([.. network.Trained]);

    /// <inheritdoc/>
    public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = batch.Gather(samples, place.Epoch);
        var logits = network.ForwardInTraining(images, place.Step);
        var loss = nn.functional.cross_entropy(logits, labels, label_smoothing: labelSmoothing);
        var gradients = autograd.grad([loss], parameters);
        var result = Scores.Of(MemoryMarshal.Cast<byte, float>(logits.bytes), batch.Classes, labelSmoothing);
        optimizer.Move(gradients, place.Step, pace);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();
}
