using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Inference.Models;

/// <summary>What a model is, how to feed it and where it comes from; the JSON object of <c>inference inspect</c>.</summary>
internal sealed record ModelDescription
{
    /// <summary>The file.</summary>
    public required string Model { get; init; }

    /// <summary>Inputs of the graph.</summary>
    public required IReadOnlyList<Port> Inputs { get; init; }

    /// <summary>Outputs of the graph.</summary>
    public required IReadOnlyList<Port> Outputs { get; init; }

    /// <summary>What each class is called.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How it wants its picture.</summary>
    public required InputConvention Convention { get; init; }

    /// <summary>The network as it was trained.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>The learning rate over its training; absent when another program trained it.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The name of the set it was trained on, when it is known.</summary>
    public string? Dataset { get; init; }

    /// <summary>Its quality, when it is known.</summary>
    public ModelMetrics? Metrics { get; init; }

    /// <summary>The command that gives the training.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 of the checkpoint it was exported from.</summary>
    public required string CheckpointDigest { get; init; }

    /// <summary>Describes a model.</summary>
    public static ModelDescription Of(DigitModel model) => new()
    {
        Model = model.Path,
        Inputs = model.Signature.Inputs,
        Outputs = model.Signature.Outputs,
        ClassNames = model.ClassNames,
        Convention = model.Metadata.Input,
        Network = model.Metadata.Network,
        Schedule = model.Metadata.Plan?.Schedule,
        Dataset = model.Metadata.Data?.Name,
        Metrics = model.Metadata.Metrics,
        Command = model.Metadata.Command,
        CheckpointDigest = model.Metadata.CheckpointDigest,
    };

    /// <summary>Draws the description for people.</summary>
    public void Draw(Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("what").AddColumn("value");
        foreach (var (what, value) in Rows())
        {
            table.AddRow([new Text(what), new Text(value)]);
        }

        Screen.ForResults(terminal).Write(table);
    }

    private IEnumerable<(string What, string Value)> Rows()
    {
        yield return ("model", Model);
        yield return ("inputs", string.Join("\n", Inputs));
        yield return ("outputs", string.Join("\n", Outputs));
        yield return ("classes", string.Join(", ", ClassNames));
        yield return ("convention", $"{Convention.Range}, {Convention.Ink}");
        yield return ("network", Network.ToJson());
        if (Schedule is not null)
        {
            yield return ("schedule", Schedule.ToJson());
        }

        yield return ("trained on", Dataset ?? "unknown: trained by another program");
        yield return ("metrics", Metrics is { } known
            ? $"{known.Accuracy * 100:0.00} % ({known.Correct} of {known.Total}, {known.Dataset} {known.Split}), loss {known.Loss}, {known.Epochs} epochs, final rate {known.FinalRate}"
            : Dataset is null ? "unknown: trained by another program" : "unknown: exported before its first epoch ended");
        yield return ("command", Command);
        yield return ("checkpoint", $"sha256:{CheckpointDigest}");
    }
}
