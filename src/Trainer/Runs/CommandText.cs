using System.Globalization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Commands;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>The command that gives a training, whatever command it really came from: part of the checkpoint, so without paths.</summary>
internal static class CommandText
{
    /// <summary>Every number that decides the bits, as options of <c>trainer train</c>.</summary>
    public static string Of(Experiment experiment)
    {
        var plan = experiment.Plan;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"trainer train --network {experiment.Network.Name} --epochs {plan.Epochs} --batch-size {plan.BatchSize} --schedule {ScheduleCatalog.Write(plan.Schedule)} --seed {plan.Seed} --step {StepChoice.Write(plan.Step)} --threads {plan.Threads} --validation {plan.Validation} --shuffle {(plan.Shuffle == ShuffleMode.Epoch ? "epoch" : "none")}{(plan.Augmentation is null ? "" : $" --augment {AugmentationText.Write(plan.Augmentation)}")}{RecipeOptions.Write(plan)}{(plan.InitialDigest is null ? "" : $" --initial <file with sha256 {plan.InitialDigest}>")}");
    }
}
