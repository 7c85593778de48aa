using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models.Ports;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Models;

/// <summary>What a model is, how to feed it and where it comes from; the JSON object of <c>inference inspect</c>.</summary>
internal sealed record ModelDescription
{
    /// <summary>The file.</summary>
    public required string Model { get; init; }

    /// <summary>The device that it was opened on.</summary>
    public required string Device { get; init; }

    /// <summary>The device that was asked for.</summary>
    public required string RequestedDevice { get; init; }

    /// <summary>What opened it.</summary>
    public required RuntimeFacts Runtime { get; init; }

    /// <summary>Inputs of the graph.</summary>
    public required IReadOnlyList<Port> Inputs { get; init; }

    /// <summary>Outputs of the graph.</summary>
    public required IReadOnlyList<Port> Outputs { get; init; }

    /// <summary>Why <c>classify</c> and <c>evaluate</c> refuse it; absent when they take it.</summary>
    public string? Unfit { get; init; }

    /// <summary>What each class is called; absent when it is unfit, and so for the next three.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The options that say what it sees of a pixel.</summary>
    public string? Pixels { get; init; }

    /// <summary>The output with the scores.</summary>
    public string? Scores { get; init; }

    /// <summary>What the scores are: logits, probabilities, or independent.</summary>
    public string? Meaning { get; init; }

    /// <summary>What was found or assumed of a model that others made; absent for ours.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>How our exporter says that it wants its input; this and what follows is absent for a model that others made.</summary>
    public InputConvention? Convention { get; init; }

    /// <summary>The network as it was trained.</summary>
    public NetworkSpec? Network { get; init; }

    /// <summary>The learning rate over its training; absent when another program trained it.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The name of the set it was trained on, when it is known.</summary>
    public string? Dataset { get; init; }

    /// <summary>Its quality, when it is known.</summary>
    public ModelMetrics? Metrics { get; init; }

    /// <summary>How its confidence was made honest, where it was.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The command that gives the training.</summary>
    public string? Command { get; init; }

    /// <summary>SHA-256 of the checkpoint it was exported from.</summary>
    public string? CheckpointDigest { get; init; }

    /// <summary>Describes a model.</summary>
    /// <exception cref="ToolException">Metadata of ours are damaged or contradict the graph, or it takes too long (exit 3).</exception>
    public static ModelDescription Of(LoadedModel model)
    {
        ModelReading? reading = null;
        string? unfit = null;
        try
        {
            reading = model.Read(new ReadingHints());
        }
        catch (ToolException fault) when (!model.Limit.IsOver && model.Metadata is not { Input.IsOfPictures: true })
        {
            unfit = fault.Found; // it is what it is, and can be described all the same
        }

        var description = new ModelDescription
        {
            Model = model.Path,
            Device = model.Device,
            RequestedDevice = model.RequestedDevice,
            Runtime = RuntimeFacts.Of(model.Plan),
            Inputs = model.Signature.Inputs,
            Outputs = model.Signature.Outputs,
            Unfit = unfit,
            ClassNames = reading?.ClassNames,
            Pixels = reading?.Input.Scale.AsOptions,
            Scores = reading?.Scores,
            Meaning = reading is null ? null : $"{reading.Meaning}".ToLowerInvariant(),
            Notes = reading is { Notes.Count: > 0 } ? reading.Notes : null,
        };
        return model.Provenance(metadata => description with
        {
            ClassNames = description.ClassNames ?? metadata.ClassNames,
            Convention = metadata.Input,
            Network = metadata.Network,
            Schedule = metadata.Plan?.Schedule,
            Dataset = metadata.Data?.Name,
            Metrics = metadata.Metrics,
            Calibration = metadata.Calibration,
            Command = metadata.Command,
            CheckpointDigest = metadata.CheckpointDigest,
        }) ?? description;
    }

    /// <summary>Draws the description for people.</summary>
    public void Draw(Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("what").AddColumn("value");
        foreach (var (what, value) in RowsOfReading().Concat(RowsOfProvenance()))
        {
            table.AddRow([new Text(what), new Text(value)]);
        }

        Screen.ForResults(terminal).Write(table);
    }

    private IEnumerable<(string What, string Value)> RowsOfReading()
    {
        yield return ("model", Model);
        yield return ("device", RequestedDevice == Device ? Device : $"{Device} ({RequestedDevice} was asked for)");
        yield return ("ONNX Runtime", Runtime.Version);
        yield return ("inputs", string.Join("\n", Inputs));
        yield return ("outputs", string.Join("\n", Outputs));
        if (ClassNames is not null)
        {
            yield return ("classes", string.Join(", ", ClassNames));
        }

        if (Unfit is not null)
        {
            yield return ("no classifier", Unfit);
        }

        if (Notes is not null)
        {
            yield return ("found", string.Join("\n", Notes));
            yield return ("pixels", Pixels!);
        }
    }

    private IEnumerable<(string What, string Value)> RowsOfProvenance()
    {
        if (Convention is null || Network is null)
        {
            yield break;
        }

        yield return ("convention", Convention.IsOfPictures ? $"{Convention.Range}, {Convention.Ink}" : $"{Convention.Type} [{Convention.Shape}]");
        yield return ("network", Network.ToJson());
        if (Schedule is not null)
        {
            yield return ("schedule", Schedule.ToJson());
        }

        yield return ("trained on", Dataset ?? "unknown: trained by another program");
        yield return ("metrics", Metrics is { } known
            ? $"{known.Accuracy * 100:0.00} % ({known.Correct} of {known.Total}, {known.Dataset} {known.Split}), loss {known.Loss}, {known.Epochs} epochs, final rate {known.FinalRate}"
            : Dataset is null ? "unknown: trained by another program" : "unknown: exported before its first epoch ended");
        yield return ("calibration", Calibration is { } found
            ? $"temperature {found.Temperature}, from {found.Samples} images ({found.Dataset} {found.Split}); calibration error {found.ErrorBefore * 100:0.00} % before, {found.Error * 100:0.00} % after; uncertain below a confidence of {found.LeastConfidence} or a largest logit of {found.LeastScore}"
            : "none: temperature 1, and uncertain below a confidence of 0.5");
        yield return ("command", Command ?? "");
        yield return ("checkpoint", $"sha256:{CheckpointDigest}");
    }
}
