using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Parity;

/// <summary>The images that <c>--data</c> names.</summary>
/// <param name="Test">Images and labels.</param>
/// <param name="Identity">What the set is.</param>
/// <param name="Folder">Where it lies, with the training images beside it.</param>
internal sealed record TestSet(Split Test, DatasetIdentity Identity, string Folder)
{
    private readonly Lazy<(Split Images, DatasetIdentity Identity)> training = new(() => DatasetFolder.LoadTraining(Folder));

    /// <summary>The training images beside them, read when somebody asks, and once.</summary>
    /// <exception cref="ToolException">They are missing or damaged (exit 3).</exception>
    public (Split Images, DatasetIdentity Identity) Training => training.Value;

    /// <summary>Loads the test files of a folder.</summary>
    public static TestSet Load(string folder)
    {
        var (test, identity) = DatasetFolder.LoadTest(folder);
        return new TestSet(test, identity, folder);
    }

    /// <summary>Whether a checkpoint was trained beside these very files.</summary>
    public bool BelongsTo(Checkpoint checkpoint)
    {
        string[] files = [DatasetFolder.TestImages, DatasetFolder.TestLabels];
        return files.All(file => checkpoint.Data.Digests.TryGetValue(file, out var digest) && digest == Identity.Digests[file]);
    }

    /// <summary>Why the checkpoint has no count of correct answers to hold the model's against, or null when it has one.</summary>
    public string? WhyIncomparable(Checkpoint? checkpoint) =>
        checkpoint is null ? "the checkpoint holds no training"
        : !BelongsTo(checkpoint) ? "other data than the checkpoint was trained on"
        : checkpoint.Plan.Validation.HeldOut > 0 ? $"the checkpoint was validated on {checkpoint.Plan.Validation}"
        : !checkpoint.EndsAnEpoch() ? "the checkpoint stands inside an epoch"
        : null;
}
