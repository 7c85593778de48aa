using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer train</c>: the reference experiment, every number an option.</summary>
internal static class TrainCommand
{
    private const string EveryEpoch = "epoch";

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var data = new Option<string>("--data", "-d") { Description = "folder with the four IDX files of an MNIST-shaped set", DefaultValueFactory = _ => "data/mnist", HelpName = "folder" };
        var network = new Option<string>("--network") { Description = "mlp (784-128-10), or mlp:<widths> such as mlp:256,128", DefaultValueFactory = _ => "mlp", HelpName = "name" };
        var epochs = new Option<int>("--epochs") { Description = "passes over the training set", DefaultValueFactory = _ => 15, HelpName = "n" }.AtLeast(1);
        var batchSize = new Option<int>("--batch-size") { Description = "samples of an update", DefaultValueFactory = _ => 32, HelpName = "n" }.AtLeast(1);
        var rate = new Option<float?>("--rate") { Description = "initial learning rate, unless the schedule names its own [default: 0.1]", HelpName = "r" }.Positive();
        var schedule = new Option<string>("--schedule")
        {
            Description = $"learning rate by step: {string.Join(", ", ScheduleCatalog.Entries.Select(entry => $"{entry.Kind} ({string.Join(", ", entry.Parameters.Select(parameter => parameter.Name))})"))}",
            DefaultValueFactory = _ => ScheduleCatalog.Default,
            HelpName = "kind:name=value,…",
        };
        var seed = new Option<ulong>("--seed") { Description = "feeds initialization, shuffling and the held-out split", DefaultValueFactory = _ => 1, HelpName = "n" }.AtLeast(0UL);
        var threads = TrainOptions.Threads();
        var validation = TrainOptions.Validation();
        var shuffle = new Option<string>("--shuffle") { Description = "a new order every epoch, or the order of the file", DefaultValueFactory = _ => EveryEpoch }.OneOf(EveryEpoch, "none");
        var initial = new Option<string?>("--initial") { Description = "safetensors file with the weights to start from", HelpName = "file" };
        var output = new Option<string?>("--output", "-o") { Description = "run folder [default: the next number under runs/]", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "replace the run that is in the output folder" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "train",
            "Trains a network; by default the reference experiment, step for step.",
            "trainer train",
            "trainer train --epochs 5 --seed 7 --output runs/short",
            "trainer train --schedule exponential:decay-rate=0.9,decay-steps=500 --validation holdout:5000")
        {
            data, network, epochs, batchSize, rate, schedule, seed, threads, validation, shuffle, initial, output, force, format,
        };
        command.SetAction(parsed =>
        {
            var dataFolder = parsed.GetRequiredValue(data);
            var spec = NetworkPresets.Parse(parsed.GetRequiredValue(network));
            var given = parsed.GetValue(rate);
            // a schedule is refused before the data is loaded, which takes longer
            ScheduleCatalog.Parse(parsed.GetRequiredValue(schedule), new ScheduleContext(given, StepsPerEpoch: 1));
            var dataset = DatasetFolder.Load(dataFolder);
            var held = parsed.GetRequiredValue(validation);
            if (held.HeldOut >= dataset.Train.Count)
            {
                throw ToolException.WrongUsage($"--validation {held} of {dataset.Train.Count} training samples", $"fewer than {dataset.Train.Count}", "hold out fewer samples");
            }

            var steps = SampleOrder.StepsFor(dataset.Train.Count - held.HeldOut, parsed.GetValue(batchSize));
            var start = parsed.GetValue(initial) is { } file ? InitialWeights.Load(file, spec) : null;
            var plan = new TrainingPlan
            {
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batchSize),
                Schedule = ScheduleCatalog.Parse(parsed.GetRequiredValue(schedule), new ScheduleContext(given, steps)),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Validation = held,
                Shuffle = parsed.GetValue(shuffle) == EveryEpoch ? ShuffleMode.Epoch : ShuffleMode.None,
                InitialDigest = start?.Digest,
            };
            var folder = RunFolder.Create(parsed.GetValue(output), parsed.GetValue(force));
            using var interruption = Interruption.Listen();
            using var session = new RunSession(new Experiment(spec, plan), dataset, dataFolder, folder, new RunReport(terminal, parsed.GetRequiredValue(format)), start?.Weights);
            return (int)(session.Run(interruption.Token) ? ExitCode.Done : interruption.Code);
        });
        return command;
    }
}
