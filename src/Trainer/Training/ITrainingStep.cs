namespace Toolchain.Trainer.Training;

/// <summary>One update of the network's parameters; the loop does not know how it is done.</summary>
internal interface ITrainingStep : IDisposable
{
    /// <summary>Takes a batch, and moves the parameters against its mean gradient.</summary>
    /// <param name="samples">Positions in the training set.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>How the network did on the batch before the update.</returns>
    BatchResult Run(ReadOnlySpan<int> samples, float rate);
}

/// <summary>How a network did on some samples.</summary>
/// <param name="LossSum">Sum of the samples' cross-entropies, in nats.</param>
/// <param name="Correct">Correct answers.</param>
internal readonly record struct BatchResult(double LossSum, int Correct)
{
    /// <summary>Both together.</summary>
    public static BatchResult operator +(BatchResult left, BatchResult right) => new(left.LossSum + right.LossSum, left.Correct + right.Correct);
}
