using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Commands;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>The command that gives a training, whatever command it really came from: part of the checkpoint, so without paths.</summary>
internal static class CommandText
{
    /// <summary>Every number that decides the bits, as options of <c>trainer train</c>.</summary>
    public static string Of(Experiment experiment) =>
        Of(experiment, "train", $"--schedule {ScheduleCatalog.Write(experiment.Plan.Schedule)} --seed {experiment.Plan.Seed}");

    /// <summary>The same for a verb that chooses schedules and seeds in its own way.</summary>
    /// <param name="experiment">Whose other numbers are told.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="choice">The options that stand in the place of schedule and seed.</param>
    public static string Of(Experiment experiment, string verb, string choice)
    {
        var plan = experiment.Plan;
        string?[] parts =
        [
            $"trainer {verb} --network {NetworkCatalog.Write(experiment.Network)}",
            $"--epochs {plan.Epochs}",
            $"--batch-size {plan.BatchSize}",
            choice,
            $"--step {StepChoice.Write(plan.Step)}",
            $"--threads {plan.Threads}",
            $"--validation {plan.Validation}",
            $"--shuffle {(plan.Shuffle == ShuffleMode.Epoch ? "epoch" : "none")}",
            plan.Augmentation is { } augmentation ? $"--augment {AugmentationText.Write(augmentation)}" : null,
            RecipeOptions.Write(plan) is { Length: > 0 } recipe ? recipe.TrimStart() : null,
            plan.InitialDigest is { } digest ? $"--initial <file with sha256 {digest}>" : null,
        ];
        return string.Join(' ', parts.OfType<string>());
    }
}
