using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Plots;
using Toolchain.Trainer.RateFinding;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer find-rate</c>: which rate to begin with.</summary>
internal sealed class FindRateCommand
{
    private const string EraseLine = "\r\e[K";
    private const int ShowEvery = 25;
    private readonly Terminal terminal;
    private readonly Option<string> data = TrainOptions.Data();
    private readonly PlanOptions options = new();
    private readonly Option<double?> from = new Option<double?>("--from") { Description = "rate of the first step [default: 1e-5]", HelpName = "r" }.Positive();
    private readonly Option<double?> to = new Option<double?>("--to") { Description = "rate of the last step [default: 10]", HelpName = "r" }.Positive();
    private readonly Option<int> steps = new Option<int>("--steps") { Description = "updates from one to the other, each by the same factor", DefaultValueFactory = _ => 1000, HelpName = "n" }.Between(10, 1_000_000);
    private readonly Option<string[]> plot = new("--plot") { Description = "draws the losses into a file, .png or .svg; may be repeated", HelpName = "file" };
    private readonly Option<string> format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Csv);

    private FindRateCommand(Terminal terminal) => this.terminal = terminal;

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var verb = new FindRateCommand(terminal);
        var command = new ToolCommand(
            "find-rate",
            "Suggests a learning rate by a range test: a short training whose rate climbs until it diverges. Keeps no checkpoint.",
            "trainer find-rate",
            "trainer find-rate --network mlp:256,128 --batch-size 128 --plot rate.png",
            "trainer find-rate --from 1e-6 --to 1 --steps 500 --format csv");
        command.Add(verb.data);
        verb.options.AddTo(command, [verb.options.Schedule, verb.options.Rate, verb.options.Epochs, .. verb.options.OfEpochs]);
        foreach (var option in new Option[] { verb.from, verb.to, verb.steps, verb.plot, verb.format })
        {
            command.Add(option);
        }

        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var test = new RangeTest(parsed.GetValue(from) ?? 1e-5, parsed.GetValue(to) ?? 10, parsed.GetValue(steps));
        if (test.From >= test.To)
        {
            throw ToolException.WrongUsage($"the ramp leads from {test.From} to {test.To}", "--from below --to", "swap them, or move one");
        }

        var files = parsed.GetValue(plot) ?? [];
        foreach (var file in files)
        {
            Figure.RequireFormat(file);
        }

        // neither matters: the ramp takes the schedule's place, and counts steps
        var answers = new PlanAnswers(Schedule: "constant", Epochs: 1);
        var network = options.Check(parsed, answers);
        LibtorchLoader.Begin();
        var dataset = DatasetFolder.Load(parsed.GetRequiredValue(data));
        var plan = options.Read(parsed, dataset, start: null, answers);
        using var interruption = Interruption.Listen();
        using var learner = new Learner(new Experiment(network, plan), dataset);
        var curve = test.Run(learner.Step, new SampleOrder(plan, dataset.Train.Count), plan.BatchSize, point => Show(point, test.Steps), interruption.Token);
        Clear();
        if (curve is null)
        {
            return (int)interruption.Code;
        }

        var report = new RateReport(test, curve, RateSuggestion.Of(curve, test));
        report.Tell(terminal, parsed.GetRequiredValue(format)); // first: a picture that cannot be written must not cost the result
        foreach (var file in files)
        {
            report.Picture().Save(file);
        }

        return (int)ExitCode.Done;
    }

    private void Show(RatePoint point, int steps)
    {
        if (terminal.ErrorIsInteractive && point.Step % ShowEvery == 0)
        {
            terminal.Error.Write($"{EraseLine}step {point.Step + 1}/{steps} rate {point.Rate:G3} loss {point.Smoothed:0.0000}");
        }
    }

    private void Clear()
    {
        if (terminal.ErrorIsInteractive)
        {
            terminal.Error.Write(EraseLine);
        }
    }
}
