namespace Toolchain.Trainer.Kernels;

/// <summary>Where the factors of a dense layer's sums lie in its weights and in a batch.</summary>
internal static class DenseTerms
{
    private const int Panel = DenseBatch.PanelWidth;

    /// <summary>Over the inputs: a row of weights, times the level below in panels.</summary>
    public static Terms Forward(DenseLayer layer) => Terms.Regular(layer.Inputs, input => new Term(input, input * Panel));

    /// <summary>Over the outputs: a column of weights, times the level's gradient in panels.</summary>
    public static Terms Backward(DenseLayer layer) => Terms.Regular(layer.Outputs, output => new Term(output * layer.Inputs, output * Panel));

    /// <summary>Over the samples: a unit's gradient in panels, times the level below in rows.</summary>
    public static Terms Gradient(DenseBatch batch, int level, int samples)
    {
        var (above, below) = (batch.RowLength(level), batch.RowLength(level - 1));
        return Terms.Regular(samples, sample => new Term(checked((sample / Panel * above * Panel) + (sample % Panel)), checked(sample * below)));
    }
}
