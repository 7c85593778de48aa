using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>A tiny data set, and a checkpoint that was validated on it.</summary>
internal static class OwnData
{
    public const int Total = 100;

    /// <summary>Writes the set into <paramref name="folder"/>; the checkpoint's count of correct answers is true, or wrong by <paramref name="error"/>.</summary>
    public static Checkpoint Make(string folder, int error = 0)
    {
        var data = DatasetFolder.Load(TinyDataset.Write(folder, train: 20, test: Total));
        var checkpoint = TinyCheckpoint.Make();
        var correct = error + Enumerable.Range(0, Total).Count(i =>
            DoubleAnswers.Label(checkpoint, data.Test.Images.Span.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels)) == data.Test.Labels.Span[i]);
        return checkpoint with
        {
            Data = data.Identity,
            Metrics = [checkpoint.Metrics[0] with { ValCorrect = correct, ValTotal = Total, ValAccuracy = (double)correct / Total }],
        };
    }
}
