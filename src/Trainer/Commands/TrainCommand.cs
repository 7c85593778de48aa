using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer train</c>: the reference experiment, every number an option.</summary>
internal static class TrainCommand
{
    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var data = TrainOptions.Data();
        var options = new PlanOptions();
        var plan = new Option<string?>("--plan") { Description = "plan.json of a run, in place of every option that makes a plan: trains that experiment again", HelpName = "file" };
        var initial = new Option<string?>("--initial") { Description = "safetensors file with the weights to start from", HelpName = "file" };
        var output = new Option<string?>("--output", "-o") { Description = "run folder [default: the next number under runs/]", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "replace the run that is in the output folder" };
        var cadence = TrainOptions.CheckpointEvery(Cadence.EveryEpoch.ToString());
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "train",
            "Trains a network; by default the reference experiment, step for step.",
            "trainer train",
            "trainer train --epochs 5 --seed 7 --output runs/short",
            "trainer train --schedule exponential:decay-rate=0.9,decay-steps=500 --validation holdout:5000",
            "trainer train --plan runs/short/plan.json --output runs/again");
        command.Add(data);
        options.AddTo(command);
        foreach (var option in new Option[] { plan, initial, output, force, cadence, format })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var dataFolder = parsed.GetRequiredValue(data);
            var planned = parsed.GetValue(plan) is { } file ? PlannedRun.Read(file, options.GivenIn(parsed)) : null;
            var spec = planned?.Experiment.Network ?? options.Check(parsed);
            LibtorchLoader.Begin();
            var dataset = DatasetFolder.Load(dataFolder);
            var initialFile = parsed.GetValue(initial) ?? planned?.InitialFile;
            var start = initialFile is null ? null : InitialWeights.Load(initialFile, spec);
            var experiment = planned?.For(dataset, start, initialFile) ?? new Experiment(spec, options.Read(parsed, dataset, start), dataset.Identity);
            if (planned?.OtherData(dataset.Identity) is { } note)
            {
                terminal.Error.WriteLine(note);
            }

            NetworkFit.Require(experiment, dataset); // before a folder is made for it
            var every = parsed.GetValue(cadence);
            var folder = new NewRun(experiment, RunFacts.Now(TimeProvider.System, dataFolder, every), initialFile).Create(parsed.GetValue(output), parsed.GetValue(force));
            using var interruption = Interruption.Listen();
            using var session = new RunSession(experiment, dataset, dataFolder, folder, new RunReport(terminal, parsed.GetRequiredValue(format)), start?.Weights, cadence: every);
            return (int)(session.Run(interruption.Token) ? ExitCode.Done : interruption.Code);
        });
        return command;
    }
}
