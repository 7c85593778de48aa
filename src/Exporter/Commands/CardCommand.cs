using System.CommandLine;
using System.Security.Cryptography;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Publishing;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter card</c>: the model card of a model's file.</summary>
internal static class CardCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "an ONNX model of 'exporter export' or 'publish'" };
        var metrics = new Option<string?>("--metrics") { Description = $"what was measured on this very file; default: {PublishedFolder.MetricsFile} beside it, if there is one", HelpName = "file" };
        var name = new Option<string?>("--name") { Description = "what the model is called; default: as in the metrics, or as the file or the folder of a model.onnx", HelpName = "name" };
        var output = new Option<string?>("--output", "-o") { Description = "write a file; default: standard output", HelpName = "file" };
        var force = new Option<bool>("--force") { Description = "replace a file that exists" };
        var command = new ToolCommand(
            "card",
            "Writes a model card in Markdown, from the model's metadata and what was measured on it.",
            "exporter card models/mnist-mlp/model.onnx",
            "exporter card runs/mnist/model.onnx --name digits --output card.md")
        {
            model, metrics, name, output, force,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(model);
            var stored = StoredModel.Read(path);
            var said = stored.Metadata();
            var summary = ModelFile.Inspect(path);
            var to = parsed.GetValue(output);
            if (to is not null)
            {
                OutputFile.RequireFree(to, PublishedFolder.CardFile, parsed.GetValue(force), ("model", path));
            }

            var digest = Convert.ToHexStringLower(SHA256.HashData(stored.Bytes));
            var measured = Measured(terminal, path, digest, parsed.GetValue(metrics));
            var called = ModelName.Require(parsed.GetValue(name) ?? measured?.Name ?? Usual(path));
            var facts = new CardFacts(called, Path.GetFileName(path), digest, RequireValues(path, summary), said, measured?.OnnxRuntime, measured?.Epochs ?? []);
            Write(terminal, to, ModelCard.Write(facts));
            return (int)ExitCode.Done;
        });
        return command;
    }

    // metrics that were asked for must be of this file; those that merely lie beside it may be of another
    private static PublishedMetrics? Measured(Terminal terminal, string model, string digest, string? asked)
    {
        var path = asked ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model)) ?? "", PublishedFolder.MetricsFile);
        if (asked is null && !File.Exists(path))
        {
            return null;
        }

        try
        {
            var metrics = PublishedMetrics.FromJson(File.ReadAllText(path));
            return metrics.Model.Sha256 == digest ? metrics : throw new FormatException($"it was measured on a file with SHA-256 {metrics.Model.Sha256}, not {digest}");
        }
        catch (Exception fault) when (asked is null && fault is FormatException or IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"{path} is left out: {fault.Message}");
            return null;
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path}: {fault.Message}", $"the {PublishedFolder.MetricsFile} that 'exporter publish' wrote beside this model", "leave --metrics out, or publish the model again", fault);
        }
    }

    private static string Usual(string path)
    {
        var whole = Path.GetFullPath(path);
        return Path.GetFileName(whole) == PublishedFolder.ModelFile ? Path.GetFileName(Path.GetDirectoryName(whole)) ?? "" : Path.GetFileNameWithoutExtension(whole);
    }

    private static ModelSummary RequireValues(string path, ModelSummary model) =>
        model.Inputs.Count == 1 && model.Inputs.Concat(model.Outputs).All(value => value.Shape is not null)
            ? model
            : throw ToolException.BadInput($"{path} has {model.Inputs.Count} inputs, or one or an output without a shape", "one input, and shapes, as 'exporter export' writes them", "export it again");

    // of a file that may come from a stranger
    private static void Write(Terminal terminal, string? to, string card)
    {
        var text = Printable.LinesOf(card);
        if (to is null)
        {
            terminal.Output.Write(text);
        }
        else
        {
            Disk.WriteText(to, text);
        }
    }
}
