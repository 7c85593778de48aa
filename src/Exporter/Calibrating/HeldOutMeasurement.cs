using System.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Samples;
using Toolchain.Exporter.Commands;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Calibrating;

/// <summary>Calibrates a network on training images that its training held out, or that a training of the same recipe did: never on the test set, never on what it learned from.</summary>
internal static class HeldOutMeasurement
{
    private const string OtherData = "the data are others than the checkpoint was trained on";

    /// <summary>The option that names another run.</summary>
    public static Option<string?> Option() => new("--calibrate-on")
    {
        Description = "a run of the same recipe that held images out (--validation holdout:n), to measure confidence on; default: what the run itself held out of --data",
        HelpName = "run",
    };

    /// <summary>Measures, where there are such images.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="source">What it holds.</param>
    /// <param name="data">The data that the user named.</param>
    /// <param name="otherRun">A run of the same recipe that held images out, for a network that learned from all of them.</param>
    /// <returns>What was measured, or null and why nothing could be.</returns>
    /// <exception cref="ToolException">The other run cannot stand in (exit 3), does not pass the gate (exit 1), or was named without data (exit 2).</exception>
    public static (Calibration? Found, string? WhyNot) Of(string path, TrainedNetwork source, TestSet? data, string? otherRun)
    {
        if (otherRun is null)
        {
            var (own, why) = TrainingOf(source, data);
            return own is null ? (null, why)
                : Measure(source, own, checkpoint: null) is { } found ? (found, null)
                : (null, "the model does not answer as the trained network does");
        }

        if (data is null)
        {
            throw ToolException.WrongUsage($"--calibrate-on {otherRun} without --data", "the data that both runs were trained on: the images that the other run held out are measured", "add --data data/mnist");
        }

        var from = CheckpointPath.Resolve(otherRun);
        var other = TrainedNetwork.Load(from);
        var (images, reason) = TrainingOf(other, data);
        if (images is null)
        {
            throw ToolException.BadInput($"{from} cannot calibrate a model: {reason}", "a run that held images out of the training set that --data names", "train one with 'trainer train --validation holdout:5000' and the same options otherwise");
        }

        if (Recipe.Difference(source, other) is { } difference)
        {
            throw ToolException.BadInput($"{from} is no run of the recipe of {path}: {difference}", "the same network, data and plan, but for what is held out, the seed and the threads", "train one with the options of the first and --validation holdout:5000");
        }

        return Measure(other, images, Checkpoint.DigestOf(from)) is { } measured ? (measured, null)
            : throw new ToolException(
                ExitCode.CheckFailed,
                $"{from} cannot calibrate a model: exported, it does not answer as the trained network does",
                "a run that passes the parity gate",
                $"'exporter export {from}' says more; take the original checkpoint, or train another run");
    }

    // the training images that some were held out of, or why there are none
    private static (Split? Images, string? WhyNot) TrainingOf(TrainedNetwork source, TestSet? data)
    {
        if (source.Training is not { } training)
        {
            return (null, "the checkpoint holds no training");
        }

        var why = training.Plan.Validation.HeldOut == 0 ? "the training held no images out"
            : data is null ? "it takes the data (--data)"
            : !data.BelongsTo(training) ? OtherData
            : !DatasetFolder.HasTraining(data.Folder) ? $"{data.Folder} holds no training images"
            : null;
        if (why is not null)
        {
            return (null, why);
        }

        var (images, identity) = data!.Training;
        return identity.Digests.All(pair => training.Data.Digests.GetValueOrDefault(pair.Key) == pair.Value) ? (images, null) : (null, OtherData);
    }

    // null where the network fails the gate, since what it answers then is nobody's
    private static Calibration? Measure(TrainedNetwork source, Split train, string? checkpoint)
    {
        var training = source.Training!;
        var (images, truth) = HeldOut(train, training.Plan);
        if (LogitsOf(source, images) is not { } logits)
        {
            return null;
        }

        var temperature = TemperatureFit.Of(logits, truth);
        var answers = AnswersAt(temperature, logits, truth.Length);
        var (leastConfidence, leastScore) = DoubtFit.Of([.. answers.Select(answer => answer.Confidence)], [.. answers.Select(answer => answer.Score)]);
        return new Calibration(
            temperature,
            training.Data.Name,
            training.Plan.Validation.ToString(),
            truth.Length,
            Math.Round(ErrorOf(AnswersAt(1, logits, truth.Length), truth), 6),
            Math.Round(ErrorOf(answers, truth), 6),
            leastConfidence,
            leastScore,
            checkpoint);
    }

    private static (byte[] Images, byte[] Truth) HeldOut(Split train, TrainingPlan plan)
    {
        var places = SampleDivision.Of(plan, train.Count).HeldOut;
        var images = new byte[places.Length * DatasetFolder.Pixels];
        var truth = new byte[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            train.Images.Span.Slice(places[i] * DatasetFolder.Pixels, DatasetFolder.Pixels).CopyTo(images.AsSpan(i * DatasetFolder.Pixels));
            truth[i] = train.Labels.Span[places[i]];
        }

        return (images, truth);
    }

    // as ONNX Runtime answers, since that is what a calibrated model will do
    private static float[]? LogitsOf(TrainedNetwork source, byte[] images) => ParityGate.Guard(() =>
    {
        var metadata = UsableCheckpoint.Describe(source, InputConvention.RawPixels, digest: "");
        using var model = new RunningModel(ModelContent.Of(ModelBuilder.Whole(source, metadata, new ExportOptions())), metadata.Input);
        return ParityGate.Check(model, source, data: null).Passed
            ? PictureBlocks.Of(images).SelectMany(block => model.Answer(block.Pictures, source.Network.Classes).Logits!).ToArray()
            : null;
    });

    private static double ErrorOf((int Label, double Confidence, double Score)[] answers, byte[] truth)
    {
        var reliability = new Reliability();
        foreach (var (answer, label) in answers.Zip(truth))
        {
            reliability.Add(answer.Confidence, answer.Label == label);
        }

        return reliability.ExpectedCalibrationError;
    }

    private static (int Label, double Confidence, double Score)[] AnswersAt(double temperature, float[] logits, int count)
    {
        var answers = new (int, double, double)[count];
        var classes = logits.Length / count;
        for (var i = 0; i < count; i++)
        {
            var row = logits.AsSpan(i * classes, classes);
            var label = ModelAnswers.ArgMax(row);
            answers[i] = (label, ModelAnswers.Softmax(row, temperature)[label], row[label]);
        }

        return answers;
    }
}
