using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Files;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>Reads a model that others made: by its types and shapes, by what its graph does, by a run on drawn pictures, and by what the user says.</summary>
internal sealed class ForeignReading
{
    // more scores than this, unnamed, are an embedding or a picture rather than classes
    private const int MostUnnamed = 100;

    private readonly LoadedModel model;
    private readonly ReadingHints hints;
    private readonly GraphFile? graph;
    private readonly List<string> notes = [];

    private ForeignReading(LoadedModel model, ReadingHints hints)
    {
        (this.model, this.hints) = (model, hints);
        graph = GraphFileReader.TryRead(model.Path);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="model">One that others made, or one of ours that says nothing of pictures.</param>
    /// <param name="hints">What the user says.</param>
    /// <exception cref="ToolException">It cannot be read without the user's word (exit 2), or not at all (exit 3).</exception>
    public static ModelReading Of(LoadedModel model, ReadingHints hints) => Of(model, InputsOf(model), hints);

    /// <summary>Reads a model whose input is known.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">As what it may take pictures, the likeliest first.</param>
    /// <param name="hints">What the user or the model's metadata say.</param>
    /// <exception cref="ToolException">It cannot be read without the user's word (exit 2), or not at all (exit 3).</exception>
    public static ModelReading Of(LoadedModel model, IReadOnlyList<ImageInput> inputs, ReadingHints hints) => new ForeignReading(model, hints).Read(inputs);

    private static IReadOnlyList<ImageInput> InputsOf(LoadedModel model)
    {
        const string next = "choose a model for pictures of 28 × 28 pixels in one channel";
        if (model.Signature.Inputs is not [var only])
        {
            throw ToolException.BadInput($"{model.Path} has {model.Signature.Inputs.Count} inputs: {Port.List(model.Signature.Inputs)}", "one input, of a picture", next);
        }

        return ImageInput.Matches(only.Name, model.Session.InputMetadata[only.Name]) is { Count: > 0 } matches ? matches : throw ToolException.BadInput(
            $"{model.Path} has the input {only}",
            $"[batch, 1, 28, 28], [batch, 28, 28, 1], [batch, 28, 28] or [batch, 784] of float32, float16, float64 or whole numbers, the batch free or fixed (at most {ImageInput.LargestBatch})",
            next);
    }

    private ModelReading Read(IReadOnlyList<ImageInput> declared)
    {
        var name = Path.GetFileName(model.Path);
        notes.Add(model.Metadata is not null
            ? $"{name} is a network of our exporter that is read like one of others"
            : $"{name} is a model of others{(graph is { Producer.Length: > 0 } ? $", written by {graph.Producer}" : "")}");
        var scale = Scale(declared[0]);
        var (input, candidates) = new SampleRun(model).Of([.. declared.Select(input => input with { Scale = scale })]);
        NoteShape(declared, input);
        var (scores, agreeing) = Choose([.. InPlace(candidates).Select(candidate => candidate.Understood(graph, hints.Meaning))]);
        notes.Add($"output '{scores.Output}': {scores.Classes} {Word(scores.Meaning)}, {scores.Because}");
        var (names, named) = ClassNames(scores);
        int[]? places = null;
        if (scores.Keys is not null && hints.ClassNames is null && DigitNames.Of(names) is { } digits)
        {
            // a map stands in the order of its keys, "eight" before "five"
            places = [.. Enumerable.Range(0, names.Count).OrderBy(place => digits[place])];
            names = [.. places.Select(place => names[place])];
        }

        if (scores.FiniteRows is var (finite, all) && finite < all)
        {
            notes.Add($"output '{scores.Output}' gives no finite numbers for {all - finite} of {all} drawn pictures: {(finite == 0 ? "it will answer nothing" : "it ends at the first picture like that")}");
        }

        return new ModelReading
        {
            Input = input,
            Scores = scores.Output,
            Meaning = scores.Meaning,
            Probabilities = scores is { Meaning: ScoreMeaning.Logits, Keys: null } ? agreeing.FirstOrDefault(other => other is { Meaning: ScoreMeaning.Probabilities, IsWhole: false })?.Output : null,
            Quantization = scores.Quantization,
            ClassNames = names,
            Places = places,
            AreNamed = named,
            NamesAreOrdered = scores.Keys is null || hints.ClassNames is not null,
            Notes = notes,
        };
    }

    private PixelScale Scale(ImageInput input)
    {
        if (hints.Scale is { } told)
        {
            notes.Add($"input '{input.Name}': pixels are {told.Range}, as {(model.Metadata is { Input.IsOfPictures: true } ? "its metadata say" : "told")}");
            return told;
        }

        if (PixelTable.IsWhole(input.Type))
        {
            var whole = PixelTable.WholeOf(input.Type);
            notes.Add($"input '{input.Name}': pixels are {whole.Range}, since its type is {Port.TypeName(input.Type)}");
            return whole;
        }

        if (graph is not null && PixelEvidence.In(graph, input.Name) is { } evidence)
        {
            notes.Add($"input '{input.Name}': pixels are {evidence.Scale.Range}, since {evidence.Because}");
            return evidence.Scale;
        }

        notes.Add($"input '{input.Name}': pixels are 0 to 1, a guess, since nothing in the model tells; if it wants 0 to 255, pass {PixelScale.Raw.AsOptions}; if standardized ones, --input-scale, --input-mean and --input-std; 'inference evaluate --try-scales' measures which");
        return PixelScale.Unit;
    }

    private void NoteShape(IReadOnlyList<ImageInput> declared, ImageInput input)
    {
        if (declared.Count > 1)
        {
            notes.Add($"input '{input.Name}': a picture is {input.Arrangement}, a guess, since its shape is free");
        }

        if (declared[0].Batch == 0 && input.Batch == 1)
        {
            notes.Add($"input '{input.Name}': one picture a run, since the model fails with more");
        }
    }

    private IEnumerable<ScoreCandidate> InPlace(IReadOnlyList<ScoreCandidate> candidates)
    {
        var byRank = candidates.ToLookup(candidate => candidate.IsRanked(graph));
        return byRank[true].FirstOrDefault(candidate => hints.Output is null ? !byRank[false].Any() : candidate.Output == hints.Output) is { } ranked
            ? throw ToolException.BadInput(
                $"{model.Path} gives the largest scores by rank in {ranked}: a TopK makes them",
                "a score for each class, always in the same place",
                "export the model without its TopK")
            : byRank[false];
    }

    private (ScoreCandidate Scores, IReadOnlyList<ScoreCandidate> Agreeing) Choose(IReadOnlyList<ScoreCandidate> candidates)
    {
        if (hints.Output is { } name)
        {
            return (candidates.FirstOrDefault(candidate => candidate.Output == name) ?? throw ToolException.WrongUsage(
                $"--output '{name}' {(model.Session.OutputNames.Contains(name) ? "holds no scores" : "is no output")} of {model.Path}",
                candidates.Count == 0 ? "an output with one number a class" : $"one of {List(candidates)}",
                "name an output with one number a class"), []);
        }

        if (candidates.Count == 0)
        {
            throw ToolException.BadInput(
                $"{model.Path} has no output with a score for each class: {Port.List(model.Signature.Outputs)}",
                "an output of two or more numbers a picture, as a tensor or a map",
                "choose a classifier that gives scores, not labels alone");
        }

        var wanted = hints.ClassNames?.Count ?? DatasetFolder.Classes;
        var fitting = candidates.Where(candidate => candidate.Classes == wanted).ToArray() is { Length: > 0 } exact ? exact : candidates;

        // raw scores, their softmax and its logarithm are one answer; the raw ones say most
        var first = fitting.FirstOrDefault(candidate => candidate.Meaning == ScoreMeaning.Logits && candidate.Keys is null) ?? fitting[0];
        if (!fitting.All(first.AgreesWith))
        {
            throw ToolException.WrongUsage($"{model.Path} has several outputs with scores: {List(fitting)}", "one of them", $"choose it with --output {fitting[0].Output}");
        }

        return (fitting.FirstOrDefault(candidate => candidate.Keys is not null) ?? first, fitting);
    }

    private (IReadOnlyList<string> Names, bool Named) ClassNames(ScoreCandidate scores)
    {
        if (hints.ClassNames is { } told)
        {
            return (ClassNamesFault.Require(model.Path, told, scores.Classes), true);
        }

        if (scores.Keys is { } keys)
        {
            notes.Add($"classes: {string.Join(", ", keys)}, as the model names them");
            return (keys, true);
        }

        if (model.Metadata is not null || scores.Classes > MostUnnamed)
        {
            throw ToolException.WrongUsage(
                $"{model.Path} names no classes and gives {scores.Classes} numbers a picture: {Port.List(model.Signature.Outputs)}",
                "a classifier of pictures",
                "if they are scores of classes, name those with --labels; 'inference inspect' shows what the model is");
        }

        notes.Add($"classes: 0 to {scores.Classes - 1}, in the order of the scores; others are named with --labels");
        return (ModelReading.Positions(scores.Classes), false);
    }

    private static string Word(ScoreMeaning meaning) => meaning switch
    {
        ScoreMeaning.Probabilities => "probabilities",
        ScoreMeaning.Independent => "scores from 0 to 1",
        _ => "logits",
    };

    private static string List(IReadOnlyList<ScoreCandidate> candidates) => string.Join(", ", candidates);
}
