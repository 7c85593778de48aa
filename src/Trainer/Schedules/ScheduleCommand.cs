using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Plots;

namespace Toolchain.Trainer.Schedules;

/// <summary><c>trainer schedule</c>: what a schedule does, without training.</summary>
internal static class ScheduleCommand
{
    private const int ReferenceEpochs = 15;
    private const int ReferenceStepsPerEpoch = 1875;

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var spec = new Argument<string>("schedule") { Description = "as train's --schedule takes it; 'trainer schedules' lists them" };
        var steps = new Option<int?>("--steps") { Description = "steps to show [default: those of all epochs]", HelpName = "n" }.AtLeast(1);
        var epochs = new Option<int>("--epochs") { Description = "epochs of the training it is for", DefaultValueFactory = _ => ReferenceEpochs, HelpName = "n" }.AtLeast(1);
        var perEpoch = new Option<int?>("--steps-per-epoch") { Description = $"updates of an epoch [default: {ReferenceStepsPerEpoch}, or 1 with --metrics]", HelpName = "n" }.AtLeast(1);
        var rate = new Option<double?>("--rate") { Description = "initial learning rate, unless the schedule names its own [default: 0.1]", HelpName = "r" }.Positive();
        var metrics = new Option<string?>("--metrics") { Description = "file with what each epoch measures, a number a line, for a schedule that waits for a plateau: a row is the rate after it", HelpName = "file" };
        var plot = new Option<string?>("--plot") { Description = "picture to write, .png or .svg", HelpName = "file" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Csv, ResultFormat.Json);
        var command = new ToolCommand(
            "schedule",
            "Shows what a learning-rate schedule does, without training.",
            "trainer schedule cosine:warmup-steps=500",
            "trainer schedule OneCycleLR:max_lr=0.1,total_steps=300 --steps 300 --format csv",
            "trainer schedule torch.ReduceLROnPlateau:patience=3 --metrics losses.txt",
            "trainer schedule warmup:steps=1epoch,schedule=[step:step-size=5epochs] --plot rates.png")
        {
            spec, steps, epochs, perEpoch, rate, metrics, plot, format,
        };
        command.SetAction(parsed =>
        {
            var picture = parsed.GetValue(plot);
            if (picture is not null)
            {
                Figure.RequireFormat(picture);
            }

            var file = parsed.GetValue(metrics);
            var stepsPerEpoch = parsed.GetValue(perEpoch) ?? (file is null ? ReferenceStepsPerEpoch : 1);
            var total = (long)parsed.GetValue(epochs) * stepsPerEpoch;
            var schedule = ScheduleCatalog.Parse(parsed.GetRequiredValue(spec), new ScheduleContext(parsed.GetValue(rate), stepsPerEpoch, total));
            var course = file is null
                ? RateCourse.Of(schedule, parsed.GetValue(steps) ?? (int)Math.Min(int.MaxValue, total))
                : RateCourse.After(Waiting(schedule, parsed.GetValue(steps)), MetricsFile.Read(file), stepsPerEpoch);
            switch (parsed.GetRequiredValue(format))
            {
                case ResultFormat.Csv:
                    ScheduleReport.WriteCsv(terminal, course);
                    break;
                case ResultFormat.Json:
                    ScheduleReport.WriteJson(terminal, course);
                    break;
                default:
                    ScheduleReport.Show(terminal, course);
                    break;
            }

            if (picture is not null)
            {
                RatePlot.Of(course, parsed.GetRequiredValue(spec)).Save(picture);
                terminal.Error.WriteLine($"plot: {picture}");
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Schedule Waiting(Schedule schedule, int? steps) =>
        !schedule.WaitsForMeasurements
            ? throw ToolException.WrongUsage("--metrics is given, but the schedule goes by the step alone", "a schedule that waits for a plateau", "leave out --metrics, or see 'trainer schedules plateau'")
        : steps is not null
            ? throw ToolException.WrongUsage("--steps and --metrics are both given", "one of the two: with --metrics there is a row for each metric", "leave out --steps")
        : schedule;
}
