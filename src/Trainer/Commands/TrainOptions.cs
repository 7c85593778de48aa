using System.CommandLine;
using System.Globalization;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Samples;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Commands;

/// <summary>Options that several verbs of the trainer share.</summary>
internal static class TrainOptions
{
    /// <summary><c>--data</c>.</summary>
    public static Option<string> Data() => new("--data", "-d")
    {
        Description = "folder with the four IDX files of an MNIST-shaped set",
        DefaultValueFactory = _ => "data/mnist",
        HelpName = "folder",
    };

    /// <summary><c>--threads</c>.</summary>
    public static Option<int?> Threads() => new Option<int?>("--threads")
    {
        Description = "threads of the arithmetic; with the autograd step part of the bits [default: as many physical cores as pay with the fused step or convolutions, else 1]",
        HelpName = "n",
    }.Between(1, 256);

    /// <summary><c>--step</c>.</summary>
    public static Option<string> Step() => new Option<string>("--step")
    {
        Description = "code that computes an update: our own kernels (dense layers, stochastic gradient descent), TorchSharp's autograd, or the first that can",
        DefaultValueFactory = _ => StepChoice.Auto,
    }.OneOf(StepChoice.Auto, StepChoice.Autograd, StepChoice.Fused);

    /// <summary><c>--checkpoint-every</c>.</summary>
    /// <param name="otherwise">What holds without it.</param>
    public static Option<Cadence?> CheckpointEvery(string otherwise) => new("--checkpoint-every")
    {
        Description = $"how often the run is saved, in steps or epochs; no result depends on it [default: {otherwise}]",
        HelpName = "n|<n>epochs",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var cadence = Cadence.Parse(text);
            if (cadence is null)
            {
                result.AddError($"--checkpoint-every is '{text}'; it must be {Cadence.Expected}");
            }

            return cadence;
        },
    };

    /// <summary><c>--validation</c>.</summary>
    public static Option<Validation> Validation() => new("--validation")
    {
        Description = "what an epoch is validated on: the test set, as in the tutorial, or n training samples held out",
        HelpName = "test|holdout:<n>",
        DefaultValueFactory = _ => Contracts.Checkpoints.Validation.OnTest,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text == "test")
            {
                return Contracts.Checkpoints.Validation.OnTest;
            }

            if (text.StartsWith("holdout:", StringComparison.Ordinal) && int.TryParse(text.AsSpan("holdout:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var held) && held > 0)
            {
                return new Validation(held);
            }

            result.AddError($"--validation is '{text}'; it must be test or holdout:<n> with n above 0");
            return null;
        },
    };

    /// <summary><c>--augment</c>.</summary>
    public static Option<string> Augment() => new("--augment")
    {
        Description = $"vary the training images anew every epoch: {string.Join(", ", AugmentationText.Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name}:{entry.Strength} ({entry.Meaning})")))}; a name alone means the number shown",
        DefaultValueFactory = _ => AugmentationText.None,
        HelpName = "name:number,…",
    };
}
