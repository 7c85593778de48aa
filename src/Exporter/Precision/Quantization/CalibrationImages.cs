using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Training images that the ranges of values are measured on.</summary>
/// <param name="Pixels">Raw pixels, uint8 [count, 28, 28].</param>
internal sealed record CalibrationImages(ReadOnlyMemory<byte> Pixels)
{
    /// <summary>How many there are.</summary>
    public int Count => Pixels.Length / DatasetFolder.Pixels;

    /// <summary>Chooses some of the training set that a network learned from.</summary>
    /// <param name="data">The test set beside it.</param>
    /// <param name="source">The network; one that another program trained says nothing of its data, and any will do.</param>
    /// <param name="asked">How many; null: the usual number, or all if they are fewer.</param>
    /// <exception cref="ToolException">It is another set (exit 3), or has fewer images (exit 2).</exception>
    public static CalibrationImages Of(TestSet data, TrainedNetwork source, int? asked)
    {
        var (training, identity) = data.Training;
        var found = identity.Digests[DatasetFolder.TrainImages];
        if (source.Training is { } own && own.Data.Digests.GetValueOrDefault(DatasetFolder.TrainImages) is var expected && expected != found)
        {
            throw ToolException.BadInput(
                $"{DatasetFolder.TrainImages} in {data.Folder} has the content digest {found}: other images than the network was trained on ({own.Data.Name})",
                expected is null ? "a checkpoint that says what it was trained on" : $"the training images with the digest {expected}",
                "name the folder it was trained on, or write --quantization dynamic, which needs no training images");
        }

        if (asked > training.Count)
        {
            throw ToolException.WrongUsage($"--range-images {asked}, but {data.Folder} has {training.Count} training images", $"at most {training.Count}", $"write --range-images {training.Count}");
        }

        return Choose(training, asked ?? Math.Min(PrecisionOptions.UsualImages, training.Count));
    }

    /// <summary>Images of a training set at equal distances: some of every class and every writer.</summary>
    public static CalibrationImages Choose(Split training, int count)
    {
        var chosen = new byte[count * DatasetFolder.Pixels];
        for (var i = 0; i < count; i++)
        {
            var sample = (int)((long)i * training.Count / count);
            training.Images.Slice(sample * DatasetFolder.Pixels, DatasetFolder.Pixels).CopyTo(chosen.AsMemory(i * DatasetFolder.Pixels));
        }

        return new CalibrationImages(chosen);
    }
}
