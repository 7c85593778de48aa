using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Evaluation;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Robustness;

/// <summary><c>inference robustness</c>: a model on the test pictures as users would bring them.</summary>
internal static class RobustnessCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = InferenceOptions.Model();
        var data = InferenceOptions.Data();
        var limit = new Option<int>("--limit") { Description = "test pictures to try, from the first", HelpName = "n", DefaultValueFactory = _ => 10_000 }.AtLeast(1);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Csv);
        var threads = InferenceOptions.Threads("threads that draw pictures and run the model", "every processor");
        var timeout = InferenceOptions.Timeout();
        var place = new DeviceOptions();
        var reading = new ReadingOptions();
        var command = new ToolCommand(
            "robustness",
            "Changes the test pictures in many ways and measures the model on each, with normalization and without.",
            "inference robustness --limit 500",
            "inference robustness --model model.onnx --format csv")
        {
            model, data, limit, format, threads, timeout,
        };
        place.AddTo(command);
        reading.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = place.Of(parsed, terminal, parsed.GetValue(model), parsed.GetValue(timeout));
            using var opened = DigitModel.Open(request with { Hints = reading.Of(parsed) }, terminal);
            var (test, identity) = DatasetFolder.LoadTest(parsed.GetValue(data)!);
            var labels = ClassMatch.Of(opened, identity.ClassNames);
            var results = TransformCatalog.All.Select(transform =>
                TransformResult.Of(opened, labels, transform, test, parsed.GetValue(limit), parsed.GetValue(threads) ?? Environment.ProcessorCount));
            RobustnessReport.Write(results, parsed.GetValue(format)!, terminal);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
