using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: one object a line.</summary>
    Json,
}

/// <summary>Tells the user about a run: results as a table or JSON lines, progress beside them.</summary>
internal sealed class RunReport(Terminal terminal, OutputFormat format)
{
    private readonly ProgressLine progress = new(terminal, TimeProvider.System);
    private int epochs;

    /// <summary>Echoes the resolved plan.</summary>
    public void Begin(Experiment experiment, Dataset data, TrainingLoop loop)
    {
        epochs = experiment.Plan.Epochs;
        terminal.Error.WriteLine(CommandText.Of(experiment));
        terminal.Error.WriteLine($"data: {data.Identity.Name}, {data.Train.Count} training and {data.Test.Count} test images; {loop.StepsPerEpoch} steps an epoch");
        if (loop.Step > 0)
        {
            terminal.Error.WriteLine($"goes on after {loop.Epoch} epochs and {loop.StepInEpoch} steps");
        }

        if (format == OutputFormat.Table && loop.Epoch < epochs)
        {
            terminal.Output.WriteLine("epoch    loss  accuracy  val_loss  val_accuracy  rate_applied  rate_next  seconds");
        }
    }

    /// <summary>Moves the bar.</summary>
    public void Step(TrainingLoop loop) => progress.Show(loop, epochs);

    /// <summary>Writes the row of an epoch.</summary>
    public void Epoch(EpochMetrics e, double seconds)
    {
        progress.Clear();
        terminal.Output.WriteLine(format == OutputFormat.Table
            ? $"{e.Epoch,5}  {e.Loss:0.0000}    {e.Accuracy:0.0000}    {e.ValLoss:0.0000}        {e.ValAccuracy:0.0000}        {e.RateApplied:0.0000}     {e.RateNext:0.0000}  {seconds,7:0.00}"
            : JsonSerializer.Serialize(
                new EpochLine(e.Epoch, e.Loss, e.Accuracy, e.ValLoss, e.ValAccuracy, e.RateApplied, e.RateNext, Math.Round(seconds, 3)),
                ReportJson.Default.EpochLine));
    }

    /// <summary>Says what came of the run.</summary>
    public void Done(TrainingLoop loop, RunFolder folder, BatchResult test, int total)
    {
        var accuracy = (double)test.Correct / total;
        if (format == OutputFormat.Json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(
                new RunLine(folder.Path, folder.Checkpoint, loop.Epoch, loop.Step, loop.RateApplied ?? 0, test.Correct, total, accuracy, test.LossSum / total),
                ReportJson.Default.RunLine));
            return;
        }

        terminal.Output.WriteLine($"test accuracy  {accuracy:0.0000} ({test.Correct} of {total})");
        terminal.Output.WriteLine($"final rate     {(double)(loop.RateApplied ?? 0)}");
        terminal.Output.WriteLine($"checkpoint     {folder.Checkpoint}");
    }

    /// <summary>Says where an interrupted run stands and how to go on.</summary>
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
    string Run, string Checkpoint, int Epochs, long Steps, double FinalRate, int Correct, int Total, double Accuracy, double Loss);

/// <summary>JSON of the trainer's results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(RunLine))]
internal sealed partial class ReportJson : JsonSerializerContext;
