using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Training;

/// <summary>One update of the network's parameters; the loop does not know how it is done.</summary>
internal interface ITrainingStep : IDisposable
{
    /// <summary>Says which samples come after the batch that is taken next, so that a step can bring them near meanwhile; nothing depends on it but time.</summary>
    /// <param name="samples">Positions in the training set; none where that is not known.</param>
    void Expect(ReadOnlySpan<int> samples)
    {
    }

    /// <summary>Takes a batch, and moves the parameters against its mean gradient.</summary>
    /// <param name="samples">Positions in the training set.</param>
    /// <param name="place">Where in the training the update stands.</param>
    /// <param name="pace">Learning rate, and momentum where the schedule moves it.</param>
    /// <returns>How the network did on the batch before the update.</returns>
    BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace);
}

/// <summary>Where in a training an update stands: all that its random numbers depend on beside the seed.</summary>
/// <param name="Epoch">Counted from 0.</param>
/// <param name="Step">Counted from 0 over the whole training.</param>
internal readonly record struct StepPlace(int Epoch, long Step);

/// <summary>How a network did on some samples.</summary>
/// <param name="LossSum">Sum of the samples' cross-entropies, in nats.</param>
/// <param name="Correct">Correct answers.</param>
internal readonly record struct BatchResult(double LossSum, int Correct)
{
    /// <summary>Both together.</summary>
    public static BatchResult operator +(BatchResult left, BatchResult right) => new(left.LossSum + right.LossSum, left.Correct + right.Correct);
}
