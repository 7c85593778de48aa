using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples.Augmentation;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Training;

/// <summary>A network with all that moves it and answers with it, as a plan wants it: optimizer state, average, step, threads.</summary>
internal sealed class Learner : IDisposable
{
    private readonly TorchNetwork moving;
    private readonly OptimizerState optimizer;
    private readonly Crew? crew;
    private readonly DenseAnswers? answers;

    /// <summary>Prepares the network, drawn from the seed or as <paramref name="initial"/> or <paramref name="from"/> has it.</summary>
    /// <param name="experiment">What is trained, and how.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="initial">Weights to begin with.</param>
    /// <param name="from">The checkpoint to go on from.</param>
    /// <exception cref="ToolException">The plan wants a step that cannot do it, or the network does not fit the data (exit 3).</exception>
    public Learner(Experiment experiment, Dataset data, IReadOnlyDictionary<string, TensorData>? initial = null, Checkpoint? from = null)
    {
        var plan = experiment.Plan;
        NetworkFit.Require(experiment, data);
        LibtorchLoader.Load();
        set_num_threads(plan.Threads);
        moving = (initial ?? (from is null ? null : TrainingState.MovingWeights(from))) is { } weights
            ? TorchNetwork.WithWeights(experiment.Network, weights, plan.Seed)
            : TorchNetwork.Initialized(experiment.Network, plan.Seed);
        optimizer = new OptimizerState(plan.Optimizer, moving, from?.State);
        var training = AugmentedImages.Of(data.Train, plan);
        if (plan.Step == StepKind.Fused)
        {
            if (FusedStep.Obstacle(experiment.Network, plan) is { } obstacle)
            {
                throw ToolException.BadInput($"the plan wants the fused step, but {obstacle}", "a plan that the trainer itself wrote", "train again with --step auto");
            }

            // more threads than processors would wait for one another; the bits are the same on any number
            crew = new Crew(Math.Min(plan.Threads, Environment.ProcessorCount));
            answers = new DenseAnswers(crew);
            Step = new FusedStep(moving, training, plan, optimizer, crew);
        }
        else
        {
            Step = new AutogradStep(moving, training, plan.BatchSize, Optimizer.Create(plan.Optimizer, [.. moving.Trained], optimizer), plan.LabelSmoothing);
        }

        Network = moving;
        if (plan.AverageDecay is { } decay)
        {
            Network = TorchNetwork.WithWeights(experiment.Network, from?.Weights ?? moving.Weights());
            Step = new AveragingStep(Step, moving, Network, decay);
        }
    }

    /// <summary>The network that answers: the one that is moved, or its average.</summary>
    public TorchNetwork Network { get; }

    /// <summary>What moves the network.</summary>
    public ITrainingStep Step { get; }

    /// <summary>Measures on some samples of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="samples">Which; null: all.</param>
    public Evaluation EvaluationOn(Split split, int[]? samples = null) => samples is null ? Evaluation.OnAll(split, answers) : new Evaluation(split, samples, answers);

    /// <summary>A copy of what only a resumed training needs, by the names of <see cref="TrainingState"/>.</summary>
    public IReadOnlyDictionary<string, TensorData> SaveState()
    {
        var state = new Dictionary<string, TensorData>(optimizer.Save(), StringComparer.Ordinal);
        if (Network != moving)
        {
            foreach (var (name, weight) in moving.Weights())
            {
                state.Add(TrainingState.MovingName(name), weight);
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Step.Dispose();
        answers?.Dispose();
        crew?.Dispose();
        optimizer.Dispose();
        Network.Dispose();
        moving.Dispose();
    }
}
