using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Tests.Runs;

public sealed class InterruptionTests : IDisposable
{
    private const int StepsPerEpoch = 10;
    private const int Epochs = 3;
    private readonly TempFolder folder = new();
    private readonly Dataset data;
    private TrainingPlan recipe = new()
    {
        Epochs = Epochs,
        BatchSize = 32,
        Schedule = new ExponentialDecay { Initial = 0.1f, DecayRate = 0.9f, DecaySteps = 7, Staircase = true },
        Seed = 11,
        Threads = 1,
        Validation = Validation.OnTest,
        Shuffle = ShuffleMode.Epoch,
    };


    public InterruptionTests() => data = DatasetFolder.Load(TinyDataset.Write(folder["data"], train: StepsPerEpoch * 32));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn:4,6")] // running statistics and dropout
    public void Stopped_after_any_steps_and_resumed_it_ends_with_the_bytes_of_an_uninterrupted_run(string network)
    {
        Assert.True(Session(network, "whole", from: null, stopAfter: int.MaxValue));
        var whole = File.ReadAllBytes(folder["whole/checkpoint.safetensors"]);

        Gen.Int[1, 12].Array[1, 5].Sample(
            stops =>
            {
                var name = Guid.NewGuid().ToString("N");
                Checkpoint? from = null;
                var done = 0;
                foreach (var stop in stops.TakeWhile(stop => (done += stop) < StepsPerEpoch * Epochs))
                {
                    Assert.False(Session(network, name, from, stop));
                    from = Checkpoint.Load(folder[$"{name}/checkpoint.safetensors"]);
                    Assert.Equal(done, from.Progress.Step);
                }

                Assert.True(Session(network, name, from, int.MaxValue));
                Assert.Equal(whole, File.ReadAllBytes(folder[$"{name}/checkpoint.safetensors"]));
            },
            iter: 10);
    }

    public static TheoryData<OptimizerSpec, StepKind, double?> Recipes => new()
    {
        { new Sgd(0.9, Nesterov: true, WeightDecay: 0.001), StepKind.Fused, null },
        { new Sgd(0.9, Dampening: 0.5), StepKind.Autograd, 0.9 },
        { new Adam(AmsGrad: true), StepKind.Autograd, 0.99 },
        { new AdamW(), StepKind.Autograd, null },
        { new RmsProp(Centered: true, Momentum: 0.9), StepKind.Autograd, null },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void So_it_does_with_what_optimizers_and_averages_remember(OptimizerSpec optimizer, StepKind step, double? averageDecay)
    {
        recipe = recipe with { Optimizer = optimizer, Step = step, AverageDecay = averageDecay, Schedule = new Constant { Initial = 0.001f }, LabelSmoothing = 0.1 };

        Stopped_after_any_steps_and_resumed_it_ends_with_the_bytes_of_an_uninterrupted_run("mlp");
    }

    [Fact]
    public void A_run_folder_that_is_moved_away_during_the_training_ends_it_and_is_not_made_again()
    {
        var fault = Assert.Throws<ToolException>(() => Session("mlp", "run", from: null, stopAfter: 5, () => Directory.Move(folder["run"], folder["moved"])));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains("is gone", fault.Found, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private bool Session(string network, string name, Checkpoint? from, int stopAfter, Action? before = null)
    {
        using var stop = new CancellationTokenSource();
        var report = new StoppingReport(stop, stopAfter, before);
        var experiment = new Experiment(NetworkPresets.Parse(network), recipe);
        var run = from is null ? new NewRun(experiment, RunFacts.Now(TimeProvider.System, folder["data"])).Create(folder[name], replace: false) : RunFolder.Open(folder[name]);
        using var session = new RunSession(experiment, data, folder["data"], run, report, from: from);
        return session.Run(stop.Token);
    }

    /// <summary>Asks to stop after some steps of this process.</summary>
    private sealed class StoppingReport(CancellationTokenSource stop, int after, Action? before) : IRunReport
    {
        private int steps;

        public void Begin(Experiment experiment, Dataset data, Trainer.Training.TrainingLoop loop)
        {
        }

        public void Step(Trainer.Training.TrainingLoop loop)
        {
            if (++steps == after)
            {
                before?.Invoke();
                stop.Cancel();
            }
        }

        public void Epoch(EpochMetrics epoch, double seconds)
        {
        }

        public void Done(Trainer.Training.TrainingLoop loop, RunFolder folder, Trainer.Training.BatchResult test, int total)
        {
        }

        public void Interrupted(Trainer.Training.TrainingLoop loop, RunFolder folder)
        {
        }
    }
}
