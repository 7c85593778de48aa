using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Plots;
using Toolchain.Trainer.Runs.Folder;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>A run as a picture: loss, accuracy and learning rate over the epochs.</summary>
internal static class Curves
{
    private const int RatePoints = 600;

    /// <summary>Draws <c>curves.png</c> and <c>curves.svg</c>.</summary>
    /// <returns>Why that was not possible, or null: a picture never ends a training.</returns>
    public static string? Draw(RunFolder folder, Experiment experiment, IReadOnlyList<EpochMetrics> epochs, int stepsPerEpoch)
    {
        if (epochs.Count == 0)
        {
            return null;
        }

        try
        {
            var figure = Of(experiment, epochs, stepsPerEpoch);
            folder.RequireToExist();
            folder.WriteCurves(figure.ToPng(), figure.ToSvg());
            return null;
        }
#pragma warning disable CA1031 // the checkpoint is what counts; a font or a drawing library that is missing must not cost it
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"the curves could not be drawn: {(fault as ToolException)?.Found ?? fault.Message}";
        }
    }

    private static Figure Of(Experiment experiment, IReadOnlyList<EpochMetrics> epochs, int stepsPerEpoch)
    {
        double[] numbers = [.. epochs.Select(epoch => (double)epoch.Epoch)];
        var validation = experiment.Plan.Validation.HeldOut == 0 ? "test" : "validation";
        Panel Pair(string title, string label, Func<EpochMetrics, double> training, Func<EpochMetrics, double> validated) => new(title, "epoch", label)
        {
            Curves = [Line("training", training), Line(validation, validated)],
            CountX = true,
        };
        Curve Line(string label, Func<EpochMetrics, double> value) => new(label, numbers, [.. epochs.Select(value)]) { Dots = true };
        return new Figure(
            Pair($"{experiment.Network.Name}, seed {experiment.Plan.Seed}: loss", "mean cross-entropy in nats", epoch => epoch.Loss, epoch => epoch.ValLoss),
            Pair("accuracy", "share of correct answers", epoch => epoch.Accuracy, epoch => epoch.ValAccuracy),
            new Panel("learning rate", "epoch", "learning rate") { Curves = [Rate(experiment.Plan, epochs, stepsPerEpoch)], CountX = true });
    }

    private static Curve Rate(TrainingPlan plan, IReadOnlyList<EpochMetrics> epochs, int stepsPerEpoch)
    {
        Measured[] measured = [.. epochs.Select(epoch => TrainingLoop.Measure(epoch, (long)epoch.Epoch * stepsPerEpoch))];
        var steps = (long)epochs[^1].Epoch * stepsPerEpoch;
        long[] places = [.. Enumerable.Range(0, (int)Math.Min(RatePoints, steps)).Select(point => point * steps / Math.Min(RatePoints, steps)), steps];
        return new Curve("rate", [.. places.Select(place => (double)place / stepsPerEpoch)], [.. places.Select(place => plan.Schedule.At(Math.Min(place, steps - 1), measured).Rate)]) { Stairs = true, Colour = 2 };
    }
}
