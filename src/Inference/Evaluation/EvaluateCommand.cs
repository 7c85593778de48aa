using System.CommandLine;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary><c>inference evaluate</c>: a model against a test set.</summary>
internal static class EvaluateCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = InferenceOptions.Model();
        var data = new Option<string>("--data", "-d") { Description = "folder with the IDX files of an MNIST-shaped set", HelpName = "folder", DefaultValueFactory = _ => "data/mnist" };
        var bar = new Option<double>("--min-accuracy") { Description = "share of right answers below which the command ends with 1", HelpName = "0..1" }.Between(0, 1);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var device = InferenceOptions.Device();
        var threads = InferenceOptions.Threads("Threads of ONNX Runtime");
        var command = new ToolCommand(
            "evaluate",
            "Measures a model on the test pictures of a data set.",
            "inference evaluate --min-accuracy 0.97",
            "inference evaluate --model model.onnx --data data/mnist --format json")
        {
            model, data, bar, format, device, threads,
        };
        command.SetAction(parsed =>
        {
            using var opened = DigitModel.Open(parsed.GetValue(model) ?? ModelFile.Published, parsed.GetValue(device)!, parsed.GetValue(threads), terminal);
            var report = Evaluate(opened, parsed.GetValue(data)!, parsed.GetResult(bar) is null ? null : parsed.GetValue(bar));
            return Tell(report, parsed.GetValue(format)!, terminal);
        });
        return command;
    }

    private static EvaluationReport Evaluate(DigitModel model, string data, double? bar)
    {
        var (test, identity) = DatasetFolder.LoadTest(data);
        var confusion = Evaluator.Run(model, test);
        return new EvaluationReport
        {
            Model = model.Path,
            Data = data,
            Dataset = identity.Name,
            Device = model.Device,
            Correct = confusion.Correct,
            Total = confusion.Total,
            Accuracy = confusion.Accuracy,
            MinAccuracy = bar,
            PerClass = confusion.PerClass(model.ClassNames),
            Confusion = confusion.Counts,
        };
    }

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
