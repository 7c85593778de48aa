using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Commands;

/// <summary>The options that make a plan: all that decides the bits of a training. Every command that trains takes them.</summary>
internal sealed class PlanOptions
{
    private const string EveryEpoch = "epoch";
    private const long StepsBeyondAnyData = 1_000_000; // before the data is known, no schedule is too long for it

    private readonly Option<string> network = new("--network") { Description = "mlp (784-128-10) or cnn, with widths of your own mlp:256,128 or cnn:16,32,64, or a .json file with a network", DefaultValueFactory = _ => "mlp", HelpName = "name|file" };
    private readonly Option<int> epochs = new Option<int>("--epochs") { Description = "passes over the training set", DefaultValueFactory = _ => 15, HelpName = "n" }.AtLeast(1);
    private readonly Option<int> batchSize = new Option<int>("--batch-size") { Description = "samples of an update", DefaultValueFactory = _ => 32, HelpName = "n" }.AtLeast(1);
    private readonly Option<double?> rate = new Option<double?>("--rate") { Description = "initial learning rate, unless the schedule names its own [default: 0.1]", HelpName = "r" }.Positive();
    private readonly Option<string> schedule = new("--schedule")
    {
        Description = "learning rate by step: a kind with its parameters, a class of Keras or PyTorch, or a JSON file; 'trainer schedules' lists them",
        DefaultValueFactory = _ => ScheduleCatalog.Default,
        HelpName = "kind:name=value,…",
    };

    private readonly Option<ulong> seed = new Option<ulong>("--seed") { Description = "feeds initialization, shuffling and the held-out split", DefaultValueFactory = _ => 1, HelpName = "n" }.AtLeast(0UL);
    private readonly Option<string> step = TrainOptions.Step();
    private readonly Option<int?> threads = TrainOptions.Threads();
    private readonly Option<Validation> validation = TrainOptions.Validation();
    private readonly Option<string> shuffle = new Option<string>("--shuffle") { Description = "a new order every epoch, or the order of the file", DefaultValueFactory = _ => EveryEpoch }.OneOf(EveryEpoch, "none");
    private readonly Option<string> augment = TrainOptions.Augment();
    private readonly RecipeOptions recipe = new();

    /// <summary>The schedule, as one option among those that a command may answer itself.</summary>
    public Option Schedule => schedule;

    /// <summary>The initial rate, likewise.</summary>
    public Option Rate => rate;

    /// <summary>The seed, likewise.</summary>
    public Option Seed => seed;

    /// <summary>The number of epochs, likewise.</summary>
    public Option Epochs => epochs;

    /// <summary>What becomes of whole epochs, likewise.</summary>
    public IEnumerable<Option> OfEpochs => recipe.OfEpochs;

    private IEnumerable<Option> All => [network, epochs, batchSize, rate, schedule, seed, step, threads, validation, shuffle, augment, .. recipe.All];

    /// <summary>Those that a command line really names.</summary>
    public IReadOnlyList<Option> GivenIn(ParseResult parsed) => [.. All.Where(option => parsed.GetResult(option) is { Implicit: false })];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="except">Options it has no use for, since it answers them by <see cref="PlanAnswers"/>.</param>
    public void AddTo(Command command, params IEnumerable<Option> except)
    {
        foreach (var option in All.Except(except))
        {
            command.Add(option);
        }
    }

    /// <summary>The number of threads, where the user asked for one.</summary>
    public int? GivenThreads(ParseResult parsed) => parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null;

    /// <summary>Refuses what needs no data to be refused; loading it takes longer.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="answers">What the command answers itself.</param>
    /// <exception cref="ToolException">An option is impossible (exit 2).</exception>
    public NetworkSpec Check(ParseResult parsed, PlanAnswers? answers = null)
    {
        recipe.Check(parsed, ScheduleCatalog.Parse(answers?.Schedule ?? parsed.GetRequiredValue(schedule), new ScheduleContext(parsed.GetValue(rate), StepsBeyondAnyData)));
        AugmentationText.Parse(parsed.GetRequiredValue(augment));
        return NetworkCatalog.Parse(parsed.GetRequiredValue(network));
    }

    /// <summary>The plan for a dataset.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="start">Weights to begin with.</param>
    /// <param name="answers">What the command answers itself.</param>
    /// <exception cref="ToolException">The options do not fit the data (exit 2).</exception>
    public TrainingPlan Read(ParseResult parsed, Dataset data, InitialWeights? start, PlanAnswers? answers = null)
    {
        var held = parsed.GetRequiredValue(validation);
        if (held.HeldOut >= data.Train.Count)
        {
            throw ToolException.WrongUsage($"--validation {held} of {data.Train.Count} training samples", $"fewer than {data.Train.Count}", "hold out fewer samples");
        }

        var steps = SampleOrder.StepsFor(data.Train.Count - held.HeldOut, parsed.GetValue(batchSize));
        var passes = answers?.Epochs ?? parsed.GetValue(epochs);
        var plan = recipe.Apply(parsed, new TrainingPlan
        {
            Epochs = passes,
            BatchSize = parsed.GetValue(batchSize),
            Schedule = ScheduleCatalog.Parse(answers?.Schedule ?? parsed.GetRequiredValue(schedule), new ScheduleContext(parsed.GetValue(rate), steps, (long)passes * steps)),
            Seed = answers?.Seed ?? parsed.GetValue(seed),
            Threads = answers?.Threads ?? parsed.GetValue(threads) ?? 1,
            Validation = held,
            Shuffle = parsed.GetValue(shuffle) == EveryEpoch ? ShuffleMode.Epoch : ShuffleMode.None,
            Augmentation = AugmentationText.Parse(parsed.GetRequiredValue(augment)),
            InitialDigest = start?.Digest,
        });
        var spec = NetworkCatalog.Parse(parsed.GetRequiredValue(network));
        NetworkFit.Require(new Experiment(spec, plan), data);
        plan = plan with { Step = StepChoice.Resolve(parsed.GetRequiredValue(step), spec, plan) };
        return (answers?.Threads ?? parsed.GetValue(threads)) is null && (plan.Step == StepKind.Fused || spec.Layers.Any(layer => layer is Conv2d))
            ? plan with { Threads = Processors.Worth(spec.Parameters.Sum(parameter => (long)parameter.Count), plan.BatchSize) }
            : plan;
    }
}

/// <summary>Parts of a plan that a command says itself, in place of an option.</summary>
/// <param name="Schedule">As <c>--schedule</c> would have it.</param>
/// <param name="Seed">As <c>--seed</c>.</param>
/// <param name="Epochs">As <c>--epochs</c>.</param>
/// <param name="Threads">As <c>--threads</c>.</param>
internal sealed record PlanAnswers(string? Schedule = null, ulong? Seed = null, int? Epochs = null, int? Threads = null);
