using Microsoft.ML.OnnxRuntime.Tensors;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Ports;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata;

namespace Toolchain.Inference.Models.Reading;

/// <summary>Reads a classifier of pictures that our exporter made: its metadata say everything, and the graph must bear them out.</summary>
internal static class OwnReading
{
    private const string Next = "export the model again with 'exporter export'";

    /// <summary>Reads a model by its metadata; of outputs and names what the user says goes first.</summary>
    /// <exception cref="ToolException">The graph contradicts its metadata (exit 3), or the user does (exit 2).</exception>
    public static ModelReading Of(LoadedModel model, ModelMetadata metadata, ReadingHints hints)
    {
        var input = InputOf(model, metadata.Input);
        var known = hints with { Scale = ScaleOf(model, metadata.Input, hints.Scale) };
        if (hints.Output is not null || hints.Meaning is not null || metadata.ClassNames is not { } names)
        {
            return ForeignReading.Of(model, [input], known with { ClassNames = hints.ClassNames ?? metadata.ClassNames });
        }

        var logits = TypeOf(model, ModelMetadata.LogitsName, names);
        var probabilities = TypeOf(model, ModelMetadata.ProbabilitiesName, names);
        if (logits is null && probabilities is null)
        {
            throw ToolException.BadInput(
                $"{model.Path} has the outputs {Port.List(model.Signature.Outputs)}",
                $"an output {ModelMetadata.LogitsName} or {ModelMetadata.ProbabilitiesName} [{ModelMetadata.BatchName}, {names.Count}]",
                $"{Next}, with --outputs logits,probabilities,label");
        }

        var label = model.Signature.Outputs.Any(port => port is { Name: ModelMetadata.LabelName, Type: "int64" }) ? ModelMetadata.LabelName : null;
        return new ModelReading
        {
            Input = input with { Scale = known.Scale! },
            Scores = logits is null ? ModelMetadata.ProbabilitiesName : ModelMetadata.LogitsName,
            Meaning = logits is null ? ScoreMeaning.Probabilities : ScoreMeaning.Logits,
            Probabilities = logits is null || probabilities is null ? null : ModelMetadata.ProbabilitiesName,
            Label = label,
            AnswersInPlace = input.Batch == 0 && (logits ?? TensorElementType.Float) == TensorElementType.Float && (probabilities ?? TensorElementType.Float) == TensorElementType.Float,
            ClassNames = hints.ClassNames is null ? names : ClassNamesFault.Require(model.Path, hints.ClassNames, names.Count),
            AreNamed = true,
            // without the logits, what the largest one says is lost
            Calibration = logits is null ? metadata.Calibration is { } measured ? measured with { LeastScore = double.MinValue } : null : metadata.Calibration,
        };
    }

    // a conversion by others may have changed float32 to float16, and an export may have fixed the batch
    private static ImageInput InputOf(LoadedModel model, InputConvention input)
    {
        if (!InputConvention.All.Contains(input))
        {
            throw ToolException.BadInput($"{model.Path} wants its input as {Describe(input)}", string.Join("; or ", InputConvention.All.Select(Describe)), Next);
        }

        return model.Signature.Inputs is [var only] && ImageInput.Matches(only.Name, model.Session.InputMetadata[only.Name]) is [var match, ..]
            && PixelTable.IsWhole(match.Type) == input.IsRaw && match.Picture.SequenceEqual(input.Sizes(1).Skip(1).Select(size => (int)size))
            ? match
            : throw ToolException.BadInput($"{model.Path} has the input {Port.List(model.Signature.Inputs)}", $"one input {input.Type} [{input.Shape}], as its metadata say", Next);
    }

    // a network that was trained on such pixels answers anything else with nonsense, and nobody would notice
    private static PixelScale ScaleOf(LoadedModel model, InputConvention input, PixelScale? told)
    {
        var known = input.IsRaw ? PixelScale.Raw : PixelScale.Unit;
        return told is null || told == known ? known : throw ToolException.WrongUsage(
            $"{told.AsOptions} for {model.Path}, whose metadata say what it sees: {Describe(input)}",
            $"{known.AsOptions}, or nothing",
            "leave --input-scale, --input-mean and --input-std to models of others");
    }

    private static TensorElementType? TypeOf(LoadedModel model, string output, IReadOnlyList<string> names)
    {
        if (!model.Session.OutputMetadata.TryGetValue(output, out var port) || port is not { IsTensor: true, Dimensions: [_, var size] } || !ScoreRows.IsScore(port.ElementDataType))
        {
            return null;
        }

        return size == names.Count ? port.ElementDataType : throw ToolException.BadInput(
            $"{model.Path} names {names.Count} classes", $"as many as its output {Port.From(output, port)} has scores", Next);
    }

    private static string Describe(InputConvention input) => $"{input.Type} [{input.Shape}], {input.Range}, {input.Ink}";
}
