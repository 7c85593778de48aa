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

/// <summary>A network with all that moves it and answers with it, as a plan wants it: optimizer state, step, threads.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Crew? crew;
    private readonly DenseAnswers? answers;

    /// <summary>Prepares the network, drawn from the seed or as it was saved.</summary>
    /// <param name="experiment">What is trained, and how.</param>
    /// <param name="training">What it is trained on.</param>
    /// <param name="weights">The parameters to begin with; null: drawn from the seed.</param>
    /// <param name="state">What the optimizer kept; null: nothing yet.</param>
    /// <exception cref="ToolException">The plan wants the fused step where it does not apply (exit 3).</exception>
    public Learner(Experiment experiment, Split training, IReadOnlyDictionary<string, TensorData>? weights = null, IReadOnlyDictionary<string, TensorData>? state = null)
    {
        var plan = experiment.Plan;
        LibtorchLoader.Load();
        set_num_threads(plan.Threads);
        Network = weights is null ? TorchNetwork.Initialized(experiment.Network, plan.Seed) : TorchNetwork.WithWeights(experiment.Network, weights);
        State = new OptimizerState(plan.Optimizer, Network, state);
        var images = AugmentedImages.Of(training, plan);
        if (plan.Step == StepKind.Fused)
        {
            if (FusedStep.Obstacle(experiment.Network, plan) is { } obstacle)
            {
                throw ToolException.BadInput($"the plan wants the fused step, but {obstacle}", "a plan that the trainer itself wrote", "train again with --step auto");
            }

            // more threads than processors would wait for one another; the bits are the same on any number
            crew = new Crew(Math.Min(plan.Threads, Environment.ProcessorCount));
            answers = new DenseAnswers(crew);
            Step = new FusedStep(Network, images, plan, State, crew);
        }
        else
        {
            Step = new AutogradStep(Network, images, plan.BatchSize, Optimizer.Create(plan.Optimizer, [.. Network.Trained], State), plan.LabelSmoothing);
        }
    }

    /// <summary>The network.</summary>
    public TorchNetwork Network { get; }

    /// <summary>What the optimizer keeps.</summary>
    public OptimizerState State { get; }

    /// <summary>What moves the network.</summary>
    public ITrainingStep Step { get; }

    /// <summary>Measures on some samples of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="samples">Which; null: all.</param>
    public Evaluation EvaluationOn(Split split, int[]? samples = null) => samples is null ? Evaluation.OnAll(split, answers) : new Evaluation(split, samples, answers);

    /// <inheritdoc/>
    public void Dispose()
    {
        Step.Dispose();
        answers?.Dispose();
        crew?.Dispose();
        State.Dispose();
        Network.Dispose();
    }
}
