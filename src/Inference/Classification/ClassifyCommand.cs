using System.CommandLine;
using System.CommandLine.Parsing;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Explanations;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Classification;

/// <summary><c>inference classify</c>: pictures in, labels out.</summary>
internal static class ClassifyCommand
{
    private const int DefaultTop = 3;
    private const int MostTop = 1000;

    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var inputs = new Argument<string[]>("input") { Description = "pictures, folders with pictures, or - for paths from standard input", Arity = ArgumentArity.OneOrMore };
        inputs.Validators.Add(RefuseMistypedOptions);
        var model = InferenceOptions.Model();
        var top = new Option<int>("--top") { Description = "classes to name for each picture", HelpName = "k", DefaultValueFactory = _ => DefaultTop }.Between(1, MostTop);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Csv);
        var threads = InferenceOptions.Threads("threads that decode pictures and run the model", "every processor");
        var timeout = InferenceOptions.Timeout();
        var place = new DeviceOptions();
        var reading = new ReadingOptions();
        var explain = new Option<string?>("--explain") { Description = "folder, new or empty, for what the network saw of each picture, and contact sheets", HelpName = "folder" };
        var show = new Option<bool>("--show") { Description = "draw what the network saw: in the table, or on standard error beside JSON and CSV" };
        var command = new ToolCommand(
            "classify",
            "Says which digit each picture shows.",
            "inference classify digit.png",
            "inference classify scans --top 1 --format json",
            "inference classify scans --explain seen",
            "find . -name '*.png' | inference classify - --format csv",
            "inference classify digit.png --model of-others.onnx --input-scale 1/255 --labels zero,one,two,three,four,five,six,seven,eight,nine")
        {
            inputs, model, top, format, threads, timeout, explain, show,
        };
        place.AddTo(command);
        reading.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = place.Of(parsed, terminal, parsed.GetValue(model), parsed.GetValue(timeout));
            request = request with { Hints = reading.Of(parsed) };
            var explanations = parsed.GetValue(explain) is { } folder ? ExplanationFolder.Create(folder) : null;
            var sources = parsed.GetValue(inputs)!;
            // one picture alone is read sooner than a thread starts
            using var opening = PictureSource.IsOneFile(sources) ? ModelOpening.OnTheSpot(Open) : ModelOpening.Aside(Open);
            var most = explanations is null ? parsed.GetValue(top) : Math.Max(parsed.GetValue(top), ExplanationPage.LeastBars);
            using var pipeline = new ClassificationPipeline(opening.Model, most, parsed.GetValue(threads) ?? Environment.ProcessorCount);
            return Write(pipeline.Run(PictureSource.Of(sources, terminal.Input, except: parsed.GetValue(explain))), Report, terminal);

            DigitModel Open()
            {
                var opened = DigitModel.Open(request, terminal);
                RequireClasses(opened, parsed.GetResult(top) is { Implicit: false } ? parsed.GetValue(top) : 0);
                return opened;
            }

            ClassificationReport Report()
            {
                var report = ClassificationReport.Create(parsed.GetValue(format)!, terminal, opening.Wait(), parsed.GetValue(show));
                return explanations is null ? report : new ExplainedReport(report, parsed.GetValue(top), explanations, opening.Wait().ClassNames, terminal);
            }
        });
        return command;
    }

    // an argument of many values swallows a mistyped option, which would then be looked for as a file
    private static void RefuseMistypedOptions(ArgumentResult inputs)
    {
        foreach (var token in inputs.Tokens)
        {
            if (token.Value.StartsWith('-') && token.Value != PictureSource.StandardInput)
            {
                inputs.AddError($"there is no option '{token.Value}' (a file of that name is written ./{token.Value})");
            }
        }
    }

    // how many there are, the model tells: others need not have ten
    private static void RequireClasses(DigitModel model, int top)
    {
        if (top > model.ClassNames.Count)
        {
            throw ToolException.WrongUsage($"--top is {top}, and {model.Path} knows {model.ClassNames.Count} classes", $"a whole number between 1 and {model.ClassNames.Count}", "ask for fewer");
        }
    }

    private static int Write(IEnumerable<IReadOnlyList<Classified>> answers, Func<ClassificationReport> create, Terminal terminal)
    {
        var (total, failed) = (0, 0);
        ClassificationReport? report = null;
        foreach (var results in answers)
        {
            report ??= create();
            report.Write(results);
            foreach (var result in results)
            {
                total++;
                if (result.Fault is { } fault)
                {
                    failed++;
                    terminal.Error.WriteLine($"{InferenceProgram.Name}: {Printable.Of(result.Input)}: {Printable.LinesOf(fault.Message)}");
                }
            }
        }

        if (total == 0)
        {
            _ = create(); // a model that does not open is the greater trouble
            throw ToolException.WrongUsage("standard input names no picture", "paths, one a line", "name pictures or folders, or pipe their paths in");
        }

        report?.Finish();
        if (failed > 0)
        {
            terminal.Error.WriteLine($"{InferenceProgram.Name}: {failed} of {total} inputs could not be classified");
        }

        return (int)(failed == 0 ? ExitCode.Done : ExitCode.CheckFailed);
    }
}
