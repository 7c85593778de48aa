using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Importing;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Reports;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter import</c>: weights of another program become a checkpoint, once the network gives that program's answers with them.</summary>
internal static class ImportCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var weights = new Argument<string>("weights") { Description = "a PyTorch state_dict, saved as .safetensors" };
        var network = new Option<string>("--network", "-n") { Description = "the network as JSON (docs/formats.md), or a preset", HelpName = "file|preset", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "the checkpoint", HelpName = "file", Required = true };
        var logits = new Option<string?>("--logits") { Description = "the network's logits on the first test images of --data, scaled to 0..1: text, a line an image", HelpName = "file" };
        var data = new Option<string?>("--data", "-d") { Description = "a test set, for a classifier of its pictures: the images of --logits, and the whole of it is counted", HelpName = "folder" };
        var probe = new Option<string?>("--probe") { Description = "in place of --logits, for any network: a .safetensors with 'input' (samples) and 'output' (the network's answers)", HelpName = "file" };
        var classes = new Option<string?>("--classes") { Description = "what the logits stand for, with commas; default: with --data its classes, else the network is no classifier", HelpName = "names" };
        var map = ImportOptionSet.Map();
        var force = new Option<bool>("--force") { Description = "replace a file that exists" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "import",
            "Makes a checkpoint of weights from PyTorch, once the network gives PyTorch's answers with them in ONNX Runtime; without such answers (--logits, --probe) it is held against plain arithmetic on the weights, and says so.",
            "exporter import mlp.safetensors --network mlp.json --logits first64.csv --data data/mnist --output mlp/checkpoint.safetensors",
            "exporter import resnet.safetensors --network resnet.json --probe answers.safetensors --classes cat,dog --output resnet.checkpoint.safetensors",
            "exporter import resnet.safetensors --network resnet.json --output resnet.checkpoint.safetensors")
        {
            weights, network, output, logits, data, probe, classes, map, force, format,
        };
        command.SetAction(parsed =>
        {
            var (from, to) = (parsed.GetRequiredValue(weights), parsed.GetRequiredValue(output));
            OutputFile.RequireFree(to, "checkpoint.safetensors", parsed.GetValue(force), ("file of the weights", from));
            var answers = Answers.Read(parsed.GetValue(logits), parsed.GetValue(data), parsed.GetValue(probe));
            var spec = NetworkCatalog.ParseAny(parsed.GetRequiredValue(network));
            var names = parsed.GetValue(classes) is { } text ? ImportOptionSet.ReadClasses(text, spec) : null;
            var state = StateDict.Read(from, spec, ImportOptionSet.ReadMap(parsed.GetValue(map) ?? [], spec));
            var test = answers.Data is null ? null : TestSet.Load(answers.Data);
            var source = new TrainedNetwork
            {
                Network = spec,
                Weights = state.Weights,
                Probe = answers.Option switch
                {
                    null => ComputedProbe.Of(from, spec, state.Weights, test),
                    Answers.Logits => ForeignProbe.OfPictures(spec, answers.File!, test!),
                    _ => ForeignProbe.Of(spec, answers.File!),
                },
                ProbeIsComputed = answers.Option is null,
                ClassNames = names ?? test?.Identity.ClassNames,
                Command = $"exporter import {Word(from)} --network {NetworkWord(parsed.GetRequiredValue(network))}{(answers.Option is null ? "" : $" {answers.Option} {Word(answers.File!)}")}{(answers.Data is null ? "" : $" --data {Word(answers.Data)}")}",
            };
            UsableCheckpoint.Require(from, source, test);
            var parity = Check(terminal, from, answers, source, test);
            source.Save(to);
            var digest = Checkpoint.DigestOf(to);
            var result = new ImportResult(to, from, spec.Name, spec.Parameters.Sum(parameter => (long)parameter.Count), digest, state.Sources, state.Dropped, parity.Probe, parity.Data);
            ImportReport.Write(terminal, result, parity, parsed.GetValue(format) == ResultFormat.Json);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static ParityReport Check(Terminal terminal, string from, Answers answers, TrainedNetwork source, TestSet? test)
    {
        // no file yet, no digest of it
        var metadata = UsableCheckpoint.Describe(source, InputConvention.RawPixels, digest: "");
        var model = ModelBuilder.Whole(source, metadata, new ExportOptions());
        var parity = ParityGate.Check(ModelContent.Of(model), metadata.Input, source, test);
        if (parity.Passed)
        {
            return parity;
        }

        ParityTable.Write(Screen.ForProgress(terminal), parity);
        if (source.ProbeIsComputed)
        {
            var layers = ParityGate.Guard(() => LayerComparison.WithPlainLoops(model, metadata.Input, source));
            LayerTable.Write(Screen.ForProgress(terminal), layers);
            throw new ToolException(
                ExitCode.CheckFailed,
                $"with the weights of {from}, the network '{source.Network.Name}' does not answer in ONNX Runtime as in plain arithmetic: {parity.Failures}; layer by layer: {layers.Conclusion}",
                parity.Expectations,
                "no file was written; see whether samples of mean 0 and variance 1 are what the network was trained on (else give others with --probe), or report this with the network's JSON");
        }

        throw new ToolException(
            ExitCode.CheckFailed,
            $"with the weights of {from}, the network '{source.Network.Name}' does not answer as {answers.File} says: {parity.Failures}",
            parity.Expectations,
            "no file was written; compare the layers and their options with the program's, and see that its answers were given in evaluation mode, for the same samples in the same scale");
    }

    // a checkpoint holds no paths
    private static string Word(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string NetworkWord(string text) => text.TrimStart().StartsWith('{') ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'" : Word(text);

    /// <summary>Where the other program's answers are.</summary>
    /// <param name="Option">The option that names them; null where nobody has them.</param>
    /// <param name="File">The file.</param>
    /// <param name="Data">The folder with the pictures that they are for, or that the network is to be tried on.</param>
    private sealed record Answers(string? Option, string? File, string? Data)
    {
        public const string Logits = "--logits";

        public static Answers Read(string? logits, string? data, string? probe) => (logits, data, probe) switch
        {
            ({ } file, { } folder, null) => new Answers(Logits, file, folder),
            (null, null, { } file) => new Answers("--probe", file, null),
            (null, _, null) => new Answers(null, null, data),
            _ => throw ToolException.WrongUsage(
                (logits, data, probe) switch
                {
                    ({ }, _, { }) => "--logits and --probe",
                    (_, null, _) => "--logits without --data",
                    _ => "--probe with --data",
                },
                "answers of the program that the weights come from, --logits with --data or --probe alone; or none of them",
                "leave out what does not go together"),
        };
    }
}
