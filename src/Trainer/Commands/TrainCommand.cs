using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer train</c>: the reference experiment, every number an option.</summary>
internal static class TrainCommand
{
    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var data = TrainOptions.Data();
        var options = new PlanOptions();
        var initial = new Option<string?>("--initial") { Description = "safetensors file with the weights to start from", HelpName = "file" };
        var output = new Option<string?>("--output", "-o") { Description = "run folder [default: the next number under runs/]", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "replace the run that is in the output folder" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "train",
            "Trains a network; by default the reference experiment, step for step.",
            "trainer train",
            "trainer train --epochs 5 --seed 7 --output runs/short",
            "trainer train --schedule exponential:decay-rate=0.9,decay-steps=500 --validation holdout:5000");
        command.Add(data);
        options.AddTo(command);
        foreach (var option in new Option[] { initial, output, force, format })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var dataFolder = parsed.GetRequiredValue(data);
            var spec = options.Check(parsed);
            var dataset = DatasetFolder.Load(dataFolder);
            var start = parsed.GetValue(initial) is { } file ? InitialWeights.Load(file, spec) : null;
            var plan = options.Read(parsed, dataset, start);
            var folder = RunFolder.Create(parsed.GetValue(output), parsed.GetValue(force));
            using var interruption = Interruption.Listen();
            using var session = new RunSession(new Experiment(spec, plan), dataset, dataFolder, folder, new RunReport(terminal, parsed.GetRequiredValue(format)), start?.Weights);
            return (int)(session.Run(interruption.Token) ? ExitCode.Done : interruption.Code);
        });
        return command;
    }
}
