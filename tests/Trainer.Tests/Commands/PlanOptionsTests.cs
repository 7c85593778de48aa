using System.CommandLine;
using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Commands;
using Toolchain.Trainer.Runs;

namespace Toolchain.Trainer.Tests.Commands;

public sealed class PlanOptionsTests : IDisposable
{
    private static readonly Gen<TrainingPlan> AnyPlan =
        from size in Gen.Select(Gen.Int[1, 100], Gen.Int[1, 500], Gen.ULong, Gen.Int[1, 256], Gen.Int[0, 300], Gen.Enum<ShuffleMode>())
        from recipe in Gen.Select(
            AnyOptimizer.Generator,
            Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.999]),
            Gen.OneOf(Gen.Const((double?)null), Gen.Double[0.001, 0.9999].Select(decay => (double?)decay)),
            Gen.OneOf(Gen.Const((EarlyStop?)null), Gen.Select(Gen.Int[1, 50], Gen.Double[0, 1], Gen.Enum<Monitored>(), (patience, delta, figure) => (EarlyStop?)new EarlyStop(patience, delta, figure))),
            Gen.OneOf(Gen.Const((AugmentationSpec?)null), Gen.Double[0.1, 5].Select(shift => (AugmentationSpec?)new AugmentationSpec(Shift: shift))))
        select new TrainingPlan
        {
            Epochs = size.Item1,
            BatchSize = size.Item2,
            Schedule = new ExponentialDecay { Initial = 0.1f, DecayRate = 0.9f, DecaySteps = 7, Staircase = true },
            Seed = size.Item3,
            Threads = size.Item4,
            Validation = new Validation(size.Item5),
            Shuffle = size.Item6,
            Optimizer = recipe.Item1,
            LabelSmoothing = recipe.Item2,
            AverageDecay = recipe.Item3,
            EarlyStop = recipe.Item4,
            Augmentation = recipe.Item5,
        };

    private readonly TempFolder folder = new();
    private readonly Dataset data;

    public PlanOptionsTests() => data = DatasetFolder.Load(TinyDataset.Write(folder.Path));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_command_that_a_checkpoint_names_gives_its_plan() => AnyPlan.Sample(
        plan =>
        {
            var words = CommandText.Of(new Experiment(NetworkPresets.Mlp, plan)).Split(' ');

            Assert.Equal(["trainer", "train"], words[..2]);
            Assert.Equal(plan, Read(words[2..]));
        },
        iter: 300);

    [Fact]
    public void The_reference_needs_no_word_about_its_recipe() =>
        Assert.DoesNotContain("--optimizer", CommandText.Of(new Experiment(NetworkPresets.Mlp, Read())), StringComparison.Ordinal);

    [Fact]
    public void Shortcuts_are_as_good_as_the_long_form() => Assert.Equal(
        Read("--optimizer", "sgd:momentum=0.9,nesterov=true,weight-decay=1e-4"),
        Read("--momentum", "0.9", "--nesterov", "--weight-decay", "1e-4"));

    [Fact]
    public void An_early_stop_without_a_number_has_the_usual_patience() => Assert.Equal(new EarlyStop(5), Read("--early-stop", "--epochs", "50").EarlyStop);

    [Fact]
    public void An_average_without_a_number_has_the_usual_decay() => Assert.Equal(0.999, Read("--average-weights", "ema").AverageDecay);

    private TrainingPlan Read(params string[] words)
    {
        var (command, options) = (new Command("train"), new PlanOptions());
        options.AddTo(command);
        var parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, data, start: null);
    }
}
