using System.CommandLine;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Evaluation;

/// <summary><c>inference evaluate</c>: a model against a test set.</summary>
internal static class EvaluateCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = InferenceOptions.Model();
        var data = InferenceOptions.Data();
        var bar = new Option<double>("--min-accuracy") { Description = "share of right answers below which the command ends with 1", HelpName = "0..1" }.Between(0, 1);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var tryScales = new Option<bool>("--try-scales") { Description = "measure what pixels a model of others wants, and print the options that say so" };
        var threads = InferenceOptions.Threads("threads of ONNX Runtime", "1");
        var place = new DeviceOptions();
        var timeout = InferenceOptions.Timeout();
        var reading = new ReadingOptions();
        var command = new ToolCommand(
            "evaluate",
            "Measures a model on the test pictures of a data set.",
            "inference evaluate --min-accuracy 0.97",
            "inference evaluate --model model.onnx --data data/mnist --format json",
            "inference evaluate --model of-others.onnx --try-scales")
        {
            model, data, bar, tryScales, format, threads, timeout,
        };
        place.AddTo(command);
        reading.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = place.Of(parsed, terminal, parsed.GetValue(model), parsed.GetValue(timeout), parsed.GetValue(threads));
            using var opened = DigitModel.Open(request with { Hints = reading.Of(parsed) }, terminal);
            var (test, identity) = DatasetFolder.LoadTest(parsed.GetValue(data)!);
            var labels = ClassMatch.Of(opened, identity.ClassNames);
            if (Enumerable.Range(0, identity.ClassNames.Count).Except(labels).Select(label => identity.ClassNames[label]).ToArray() is { Length: > 0 } missing)
            {
                terminal.Error.WriteLine($"{InferenceProgram.Name}: {Printable.Of($"no class of {opened.Path} stands for {string.Join(", ", missing)}: pictures of these count as wrong")}");
            }

            if (parsed.GetValue(tryScales))
            {
                ScaleTable.Write(ScaleTrial.Measure(opened, test, labels), opened, reading.Others(parsed), parsed.GetValue(format)!, terminal);
                return (int)ExitCode.Done;
            }

            var answers = Evaluator.Run(opened, test, labels);
            return Tell(Report(opened, answers, labels, parsed.GetValue(data)!, identity, parsed.GetResult(bar) is null ? null : parsed.GetValue(bar)), parsed.GetValue(format)!, terminal);
        });
        return command;
    }

    private static EvaluationReport Report(DigitModel model, Answers answers, int[] labels, string data, DatasetIdentity identity, double? bar) => new()
    {
        Model = model.Path,
        Data = data,
        Dataset = identity.Name,
        Device = model.Device,
        RequestedDevice = model.RequestedDevice,
        Runtime = model.Runtime,
        Correct = answers.Confusion.Correct,
        Total = answers.Confusion.Total,
        Accuracy = answers.Confusion.Accuracy,
        Loss = answers.Confusion.Loss,
        MinAccuracy = bar,
        Confidence = ConfidenceQuality.Of(answers, model.Reading.Calibration),
        PerClass = answers.Confusion.PerClass(Names(model, labels, identity, answers.Confusion.Counts.Count)),
        Confusion = answers.Confusion.Counts,
    };

    // the model's own names; the data's for labels that no class of the model is
    private static string[] Names(DigitModel model, int[] labels, DatasetIdentity identity, int count) =>
        [.. Enumerable.Range(0, count).Select(label => Array.IndexOf(labels, label) is >= 0 and var index ? model.ClassNames[index] : identity.ClassNames[label])];

    private static int Tell(EvaluationReport report, string format, Terminal terminal)
    {
        if (format == ResultFormat.Json)
        {
            terminal.Output.Write(JsonSerializer.Serialize(report, InferenceJson.Readable.EvaluationReport) + "\n");
        }
        else
        {
            report.Draw(terminal);
        }

        if (report.Passed)
        {
            return (int)ExitCode.Done;
        }

        terminal.Error.WriteLine($"{InferenceProgram.Name}: accuracy {report.Accuracy} ({report.Correct} of {report.Total}) is below the bar of {report.MinAccuracy}");
        return (int)ExitCode.CheckFailed;
    }
}
