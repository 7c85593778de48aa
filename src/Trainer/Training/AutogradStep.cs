using System.Runtime.InteropServices;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>Plain stochastic gradient descent by TorchSharp's autograd: parameter ← parameter − rate · gradient, for any network.</summary>
/// <param name="network">Whose parameters move.</param>
/// <param name="training">The samples.</param>
/// <param name="batchSize">Samples of the largest batch.</param>
internal sealed class AutogradStep(TorchNetwork network, IImageSource training, int batchSize) : ITrainingStep
{
    private readonly BatchBuffer batch = new(training, Math.Min(batchSize, training.Count));
    private readonly Tensor[] parameters = [.. network.Trained.Select(parameter => parameter.Value)];

    /// <inheritdoc/>
    public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = batch.Gather(samples, place.Epoch);
        var logits = network.Forward(images);
        var loss = nn.functional.cross_entropy(logits, labels);
        var gradients = autograd.grad([loss], parameters);
        var result = Scores.Of(MemoryMarshal.Cast<byte, float>(logits.bytes), batch.Classes);
        using (no_grad())
        {
            for (var i = 0; i < parameters.Length; i++)
            {
                // one call of libtorch instead of an optimizer's several; the same bits as torch.optim.SGD
                parameters[i].add_(gradients[i], alpha: -(float)pace.Rate);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();
}
