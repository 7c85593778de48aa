using System.CommandLine;
using System.CommandLine.Parsing;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Comparisons;
using Toolchain.Trainer.Comparisons.Reports;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer compare</c>: schedules against one another, over seeds.</summary>
internal sealed class CompareCommand
{
    private const double DefaultTarget = 0.97;
    private readonly Terminal terminal;
    private readonly Option<string> data = TrainOptions.Data();
    private readonly Option<string[]> schedules = new("--schedules")
    {
        Description = "what is compared, each as for 'trainer train --schedule'; without a constant rate among them one is added, as the baseline",
        HelpName = "spec spec …",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<IReadOnlyList<ulong>?> seeds = SeedList.Option();
    private readonly PlanOptions options = new();
    private readonly Option<double> target = new Option<double>("--target") { Description = "the steps are counted to this validation accuracy", DefaultValueFactory = _ => DefaultTarget, HelpName = "accuracy" }.Between(0.0, 1.0);
    private readonly Option<int?> evaluateEvery = new Option<int?>("--evaluate-every") { Description = "validate every n steps too, for finer curves [default: after each epoch alone]", HelpName = "n" }.AtLeast(1);
    private readonly Option<int?> jobs = new Option<int?>("--jobs", "-j") { Description = "runs at once, of one thread each unless --threads says more [default: processor cores / threads of a run]", HelpName = "n" }.Between(1, 1024);
    private readonly Option<string?> output = new("--output", "-o") { Description = "folder of the comparison; goes on with the same comparison in it [default: the next number under runs/]", HelpName = "folder" };
    private readonly Option<string?> resume = new("--resume") { Description = "go on with the comparison in this folder; only --data, --jobs and --format may stand beside it", HelpName = "folder" };
    private readonly Option<string> format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Csv);

    private CompareCommand(Terminal terminal) => this.terminal = terminal;

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var verb = new CompareCommand(terminal);
        var command = new ToolCommand(
            "compare",
            "Trains every schedule with every seed, several runs at once, and tells what the differences are worth.",
            "trainer compare --schedules exponential cosine --seeds 1..5",
            "trainer compare --schedules constant:initial=0.1 exponential:decay-rate=0.5 --epochs 5 --output runs/decay",
            "trainer compare --resume runs/decay");
        command.Add(verb.schedules);
        command.Add(verb.seeds);
        command.Add(verb.data);
        verb.options.AddTo(command, verb.options.Schedule, verb.options.Seed);
        foreach (var option in new Option[] { verb.target, verb.evaluateEvery, verb.jobs, verb.output, verb.resume, verb.format })
        {
            command.Add(option);
        }

        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (folder, dataset, dataFolder) = parsed.GetValue(resume) is { } path ? Resume(parsed, path) : Begin(parsed);
        using var alone = folder;
        // rows are named as they were when the comparison began
        var plan = folder.ReadPlan();
        var atOnce = parsed.GetValue(jobs) ?? Math.Max(1, Environment.ProcessorCount / plan.Plan.Threads);
        using var interruption = Interruption.Listen();
        var report = new ComparisonSession(plan, folder, dataset, dataFolder, atOnce).Run(new ComparisonProgress(terminal), interruption.Token);
        if (report is null)
        {
            return (int)interruption.Code;
        }

        ReportFiles.Tell(report, folder, terminal, parsed.GetRequiredValue(format));
        return (int)ExitCode.Done;
    }

    private (ComparisonFolder Folder, Dataset Data, string DataFolder) Begin(ParseResult parsed)
    {
        var specs = Specs(parsed);
        var network = specs.Select(spec => options.Check(parsed, Answers(parsed, spec))).ToArray()[0];
        var dataFolder = parsed.GetRequiredValue(data);
        LibtorchLoader.Begin();
        var dataset = DatasetFolder.Load(dataFolder);
        List<(string Name, TrainingPlan Plan)> compared = [.. specs.Select(spec => Named(spec, options.Read(parsed, dataset, start: null, Answers(parsed, spec))))];
        var baseline = compared.FindIndex(one => one.Plan.Schedule is Constant);
        if (baseline < 0)
        {
            var constant = parsed.GetResult(options.Rate) is null ? Baseline.SpecFor(compared[0].Plan.Schedule) : "constant";
            compared.Insert(0, (constant, options.Read(parsed, dataset, start: null, Answers(parsed, constant))));
            baseline = 0;
        }

        RequireDifferent(compared);
        var plan = new ComparisonPlan(
            network,
            compared[0].Plan,
            [.. compared.Select(one => new ComparedSchedule(one.Name, one.Plan.Schedule))],
            baseline,
            parsed.GetValue(seeds) ?? SeedList.Default,
            parsed.GetValue(target),
            parsed.GetValue(evaluateEvery),
            dataset.Identity);
        return (ComparisonFolder.For(parsed.GetValue(output), plan), dataset, dataFolder);
    }

    private (ComparisonFolder Folder, Dataset Data, string DataFolder) Resume(ParseResult parsed, string path)
    {
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(given => !given.Implicit && given.Option != resume && given.Option != data && given.Option != jobs && given.Option != format) is { } other)
        {
            throw ToolException.WrongUsage($"{other.Option.Name} stands beside --resume", "--data, --jobs and --format alone: all else is as the comparison began", $"remove {other.Option.Name}, or begin another comparison without --resume");
        }

        var folder = ComparisonFolder.Open(path);
        try
        {
            var dataFolder = parsed.GetResult(data) is { Implicit: false } ? parsed.GetRequiredValue(data)
                : folder.ReadFacts()?.Machine.DataFolder ?? throw ToolException.BadInput($"{path} does not say where the data lies", "the data of the comparison", "name it with --data");
            LibtorchLoader.Begin();
            var dataset = DatasetFolder.Load(dataFolder);
            ResumePoint.RequireSameData(folder.ReadPlan().Data, dataset.Identity, dataFolder);
            return (folder, dataset, dataFolder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    // JSON on the command line would be no name for a row
    private static (string Name, TrainingPlan Plan) Named(string spec, TrainingPlan plan) =>
        (spec.TrimStart().StartsWith('{') ? ScheduleCatalog.Write(plan.Schedule) : spec.Trim(), plan);

    private string[] Specs(ParseResult parsed)
    {
        var specs = parsed.GetValue(schedules) ?? [];
        return specs.Length > 0
            ? specs
            : throw ToolException.WrongUsage("no schedule to compare", "--schedules with at least one, or --resume", "name some, as in --schedules exponential constant:initial=0.05");
    }

    // unless they are asked for, one thread a run: a core gives more to a run of its own than to a share of another
    private PlanAnswers Answers(ParseResult parsed, string schedule) => new(schedule, (parsed.GetValue(seeds) ?? SeedList.Default)[0], Threads: options.GivenThreads(parsed) ?? 1);

    private static void RequireDifferent(IReadOnlyList<(string Name, TrainingPlan Plan)> compared)
    {
        foreach (var same in compared.GroupBy(one => ScheduleCatalog.Write(one.Plan.Schedule)).Where(group => group.Skip(1).Any()))
        {
            throw ToolException.WrongUsage($"'{same.First().Name}' and '{same.ElementAt(1).Name}' are the same schedule, {same.Key}", "each schedule once", "remove one of them");
        }
    }
}
