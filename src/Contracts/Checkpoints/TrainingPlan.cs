using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>Everything that decides the bits of a training, except the data itself (named by digest in <see cref="Datasets.DatasetIdentity"/>).</summary>
public sealed record TrainingPlan
{
    /// <summary>Passes over the training set.</summary>
    public required int Epochs { get; init; }

    /// <summary>Samples of an update; the last batch of an epoch may be smaller.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The learning rate.</summary>
    public required Schedule Schedule { get; init; }

    /// <summary>Feeds initialization, shuffling and the held-out split.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads of the arithmetic: sums are split between them, so they are part of the bits.</summary>
    public required int Threads { get; init; }

    /// <summary>What an epoch is validated on.</summary>
    public required Validation Validation { get; init; }

    /// <summary>The order of the samples.</summary>
    public required ShuffleMode Shuffle { get; init; }

    /// <summary>How gradients move parameters. Default: plain stochastic gradient descent, the reference's.</summary>
    [AllowNull] // as it is read from a plan that does not name one
    public OptimizerSpec Optimizer { get; init => field = value ?? OptimizerSpec.Reference; } = OptimizerSpec.Reference;

    /// <summary>Which code computes the updates.</summary>
    public StepKind Step { get; init; }

    /// <summary>Share of the target that is spread evenly over all classes, in [0, 1). Default 0. Source: Szegedy et al., 2016; <c>torch.nn.CrossEntropyLoss</c>.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How training images are varied; absent: not at all.</summary>
    public AugmentationSpec? Augmentation { get; init; }

    /// <summary>Decay d of the exponential moving average of the weights, in (0, 1); absent: the weights themselves answer.</summary>
    /// <remarks>After the update number t, counted from 1: average ← e · average + (1 − e) · weights with e = min(d, (1 + t) / (10 + t)), so that the start is forgotten soon. Source: <c>tf.train.ExponentialMovingAverage</c>.</remarks>
    public double? AverageDecay { get; init; }

    /// <summary>When to end before the last epoch; absent: never.</summary>
    public EarlyStop? EarlyStop { get; init; }

    /// <summary>SHA-256 of the file of initial weights; absent when they were drawn from the seed.</summary>
    public string? InitialDigest { get; init; }

    /// <summary>Whether the schedule moves a momentum that the optimizer does not have: such a plan cannot be carried out.</summary>
    [JsonIgnore]
    public bool LacksMomentum => Schedule.MovesMomentum && !Optimizer.TakesMomentum;

    /// <summary>The JSON form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractsJson.Default.TrainingPlan);

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="FormatException">It is no plan, or one that cannot be carried out.</exception>
    public static TrainingPlan FromJson(string json)
    {
        var plan = Json.Read(json, ContractsJson.Default.TrainingPlan, "plan");
        plan.Validate();
        return plan;
    }

    /// <summary>Checks the numbers, alone and together.</summary>
    /// <exception cref="FormatException">One of them is impossible; the message names it.</exception>
    public void Validate()
    {
        // what was read from JSON may be null where it says so
        if (Schedule is null || Validation is null)
        {
            throw new FormatException($"the {(Schedule is null ? "schedule" : "validation")} is null");
        }

        Schedule.Validate();
        foreach (var (value, name) in new[] { (Epochs, "epochs"), (BatchSize, "batchSize"), (Threads, "threads") })
        {
            if (value < 1)
            {
                throw new FormatException($"{name} is {value}; it must be at least 1");
            }
        }

        if (Validation.HeldOut < 0)
        {
            throw new FormatException($"validation.heldOut is {Validation.HeldOut}; it must be at least 0");
        }

        if (!(LabelSmoothing is >= 0 and < 1))
        {
            throw new FormatException($"labelSmoothing is {LabelSmoothing}; it must be at least 0 and below 1");
        }

        if (AverageDecay is { } decay && !(decay is > 0 and < 1))
        {
            throw new FormatException($"averageDecay is {decay}; it must be above 0 and below 1");
        }

        Optimizer.Validate();
        Augmentation?.Validate();
        EarlyStop?.Validate();
        if (LacksMomentum)
        {
            throw new FormatException("the schedule moves momentum, and the optimizer has none");
        }
    }
}

/// <summary>The order in which an epoch takes the samples.</summary>
public enum ShuffleMode
{
    /// <summary>A new order every epoch, a pure function of seed and epoch.</summary>
    Epoch,

    /// <summary>The order of the file.</summary>
    None,
}

/// <summary>What an epoch is validated on.</summary>
/// <param name="HeldOut">Training samples set aside for validation; 0: the test set, as in the tutorial.</param>
public sealed record Validation(int HeldOut)
{
    /// <summary>The test set, as the tutorial does.</summary>
    public static Validation OnTest { get; } = new(0);

    /// <summary>As written on a command line: <c>test</c> or <c>holdout:5000</c>.</summary>
    public override string ToString() => HeldOut == 0 ? "test" : string.Create(CultureInfo.InvariantCulture, $"holdout:{HeldOut}");
}
