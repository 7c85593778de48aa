using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Runs.Folder;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>Who is told about a run.</summary>
internal interface IRunReport
{
    /// <summary>The run begins, or goes on.</summary>
    void Begin(Experiment experiment, Dataset data, TrainingLoop loop);

    /// <summary>A step is done.</summary>
    void Step(TrainingLoop loop);

    /// <summary>An epoch is done and measured, and is being saved.</summary>
    void Epoch(EpochMetrics epoch, double seconds);

    /// <summary>Something went otherwise than it should, but the training goes on.</summary>
    void Trouble(string what)
    {
    }

    /// <summary>The plan is carried out.</summary>
    void Done(TrainingLoop loop, RunFolder folder, BatchResult test, int total);

    /// <summary>The run was stopped before that.</summary>
    void Interrupted(TrainingLoop loop, RunFolder folder);
}

/// <summary>Tells the user about a run: results as a table or JSON lines, progress beside them.</summary>
internal sealed class RunReport(Terminal terminal, string format) : IRunReport
{
    private readonly ProgressLine progress = new(terminal, TimeProvider.System);
    private int epochs;

    /// <inheritdoc/>
    public void Begin(Experiment experiment, Dataset data, TrainingLoop loop)
    {
        epochs = experiment.Plan.Epochs;
        terminal.Error.WriteLine(CommandText.Of(experiment));
        terminal.Error.WriteLine($"data: {data.Identity.Name}, {data.Train.Count} training and {data.Test.Count} test images; {loop.StepsPerEpoch} steps an epoch");
        terminal.Error.WriteLine($"step: {StepText(experiment)}");
        if (experiment.Plan.Schedule is OneCycle cycle && cycle.Steps < (long)epochs * loop.StepsPerEpoch)
        {
            terminal.Error.WriteLine($"schedule: the cycle ends after {cycle.Steps} of {(long)epochs * loop.StepsPerEpoch} steps, where PyTorch stops with an error; the rate stays at its end");
        }

        if (loop.IsDone)
        {
            var end = loop.EndedEarly is { } early ? $"it ended early {early}" : $"{loop.Epoch} of {epochs} epochs are done";
            var more = loop.EndedEarly is null ? "; 'trainer resume --epochs <n>' adds to them" : "";
            terminal.Error.WriteLine($"the run is finished: {end}, and nothing is left to do{more}");
        }
        else if (loop.Step > 0)
        {
            terminal.Error.WriteLine($"goes on after {loop.Epoch} epochs and {loop.StepInEpoch} steps");
        }

        if (format == ResultFormat.Table && !loop.IsDone)
        {
            terminal.Output.WriteLine("epoch    loss  accuracy  val_loss  val_accuracy  rate_applied  rate_next  seconds");
        }
    }

    private static string StepText(Experiment experiment)
    {
        var (plan, reason) = (experiment.Plan, StepChoice.Reason(experiment.Network, experiment.Plan));
        return plan.Step == StepKind.Fused
            ? $"{StepChoice.Fused} on {DenseKernels.Widest.Name} and {plan.Threads} thread{(plan.Threads == 1 ? "" : "s")} ({reason})"
            : $"{StepChoice.Autograd} ({reason})";
    }

    // a column is six wide: what does not show in four decimals, or has more before them, goes by its exponent
    private static string Short(double value) => value is 0 or (>= 0.001 and < 10) ? $"{value:0.0000}" : $"{value:0.0e+0}";

    /// <inheritdoc/>
    public void Step(TrainingLoop loop) => progress.Show(loop, epochs);

    /// <inheritdoc/>
    public void Epoch(EpochMetrics epoch, double seconds)
    {
        progress.Clear();
        terminal.Output.WriteLine(format == ResultFormat.Table
            ? $"{epoch.Epoch,5}  {Short(epoch.Loss)}    {epoch.Accuracy:0.0000}    {Short(epoch.ValLoss)}        {epoch.ValAccuracy:0.0000}       {Short(epoch.RateApplied),7}    {Short(epoch.RateNext),7}  {seconds,7:0.00}"
            : JsonSerializer.Serialize(
                new EpochLine(epoch.Epoch, epoch.Loss, epoch.Accuracy, epoch.ValLoss, epoch.ValAccuracy, epoch.RateApplied, epoch.RateNext, Math.Round(seconds, 3)),
                ReportJson.Default.EpochLine));
    }

    /// <inheritdoc/>
    public void Trouble(string what)
    {
        progress.Clear();
        terminal.Error.WriteLine(what);
    }

    /// <inheritdoc/>
    public void Done(TrainingLoop loop, RunFolder folder, BatchResult test, int total)
    {
        var accuracy = (double)test.Correct / total;
        if (format == ResultFormat.Json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(
                new RunLine(folder.Path, folder.Checkpoint, loop.Epoch, loop.Step, loop.RateApplied ?? 0, test.Correct, total, accuracy, test.LossSum / total, loop.EndedEarly?.ToString()),
                ReportJson.Default.RunLine));
            return;
        }

        if (loop.EndedEarly is { } end)
        {
            terminal.Output.WriteLine($"ended early    {end}");
        }

        terminal.Output.WriteLine($"test accuracy  {accuracy:0.0000} ({test.Correct} of {total})");
        terminal.Output.WriteLine($"final rate     {loop.RateApplied ?? 0}");
        terminal.Output.WriteLine($"checkpoint     {folder.Checkpoint}");
    }

    /// <inheritdoc/>
    public void Interrupted(TrainingLoop loop, RunFolder folder)
    {
        progress.Clear();
        terminal.Error.WriteLine($"interrupted after {loop.Epoch} epochs and {loop.StepInEpoch} steps; saved in {folder.Checkpoint}");
        terminal.Error.WriteLine($"  next: trainer resume {folder.Path}");
    }
}

/// <summary>The row of an epoch, as JSON.</summary>
internal sealed record EpochLine(int Epoch, double Loss, double Accuracy, double ValLoss, double ValAccuracy, double RateApplied, double RateNext, double Seconds);

/// <summary>The end of a run, as JSON.</summary>
internal sealed record RunLine(
    string Run, string Checkpoint, int Epochs, long Steps, double FinalRate, int Correct, int Total, double Accuracy, double Loss, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EndedEarly);

/// <summary>JSON of the trainer's results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(RunLine))]
internal sealed partial class ReportJson : JsonSerializerContext;
