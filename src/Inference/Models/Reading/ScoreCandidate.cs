using Toolchain.Inference.Models.Files;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>An output that may hold the scores, with what it gave for the sample pictures.</summary>
/// <param name="Output">Its name.</param>
/// <param name="Classes">Scores a picture.</param>
/// <param name="Values">What it gave, a row a picture.</param>
/// <param name="IsWhole">Whether it gave whole numbers.</param>
/// <param name="Keys">Names of the classes, when it is a map.</param>
internal sealed record ScoreCandidate(string Output, int Classes, float[] Values, bool IsWhole, IReadOnlyList<string>? Keys)
{
    // a sum of ten float16 is that exact
    private const float SumTolerance = 1e-2f;
    private const float Tolerance = 2e-3f;

    private static readonly HashSet<string> KeepsMeaning = ["Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "ZipMap", "QuantizeLinear", "DequantizeLinear", "Transpose"];

    private static readonly HashSet<string> KeepsNumbers = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose"];

    private static readonly HashSet<string> KeepsPlaces = [.. KeepsMeaning, "Softmax", "LogSoftmax", "Sigmoid"];

    /// <summary>What its whole numbers stand for; null where they stand for themselves, or nobody knows.</summary>
    public ScoreQuantization? Quantization { get; private init; }

    /// <summary>What the numbers are.</summary>
    public ScoreMeaning Meaning { get; private init; }

    /// <summary>How that is known, for people.</summary>
    public string Because { get; private init; } = "";

    /// <summary>Of how many sample pictures all numbers are finite, and how many there are.</summary>
    public (int Finite, int All) FiniteRows => (Rows.Count(row => row.All(float.IsFinite)), Values.Length / Classes);

    private IEnumerable<float[]> Rows => Values.Chunk(Classes);

    /// <summary>Understands the numbers, by the operator that makes them or else by their sums.</summary>
    /// <param name="graph">The file, where it can be read.</param>
    /// <param name="told">What the user says they are.</param>
    public ScoreCandidate Understood(GraphFile? graph, ScoreMeaning? told)
    {
        var quantization = IsWhole ? QuantizationIn(graph) ?? QuantizationBySums() : null;
        float[] values = [.. Values];
        quantization?.Undo(values);
        var scores = this with { Values = values, Quantization = quantization };
        var (meaning, because) = told is { } word ? (word, "as told by --scores") : scores.MeaningIn(graph);
        return scores with
        {
            Meaning = meaning,
            Because = because + (!IsWhole ? "" : quantization is null ? "; whole numbers whose step nothing in the model tells: their order counts, their size says little" : $"; whole numbers in steps of {quantization.Step:0.######}"),
        };
    }

    /// <summary>Whether a TopK has put the numbers in order, so that their places say nothing of classes.</summary>
    /// <param name="graph">The file, where it can be read.</param>
    public bool IsRanked(GraphFile? graph) => Maker(graph, KeepsPlaces)?.Operation == "TopK";

    /// <summary>Whether other scores give the same probabilities.</summary>
    public bool AgreesWith(ScoreCandidate other) => other.Classes == Classes && Probabilities().Zip(other.Probabilities()).All(pair => Math.Abs(pair.First - pair.Second) < Tolerance);

    /// <summary>The name and number of scores, for people.</summary>
    public override string ToString() => $"'{Output}' ({Classes} a picture)";

    private IEnumerable<float> Probabilities()
    {
        var probabilities = new float[Classes];
        foreach (var row in Rows)
        {
            ScoreArithmetic.ToProbabilities(Meaning, row, probabilities);
            foreach (var probability in probabilities)
            {
                yield return probability;
            }
        }
    }

    private (ScoreMeaning Meaning, string Because) MeaningIn(GraphFile? graph)
    {
        var tolerance = SumTolerance + (Quantization is null ? 0 : Classes * (float)Quantization.Step / 2);
        var sumsToOne = Rows.All(row => row.All(value => value >= -tolerance) && Math.Abs(row.Sum() - 1) < tolerance);
        return Maker(graph, KeepsMeaning)?.Operation switch
        {
            "Softmax" or "QLinearSoftmax" when sumsToOne => (ScoreMeaning.Probabilities, "a Softmax makes them"),
            "Sigmoid" or "QLinearSigmoid" when !sumsToOne => (ScoreMeaning.Independent, "a Sigmoid makes them, each class for itself"),
            "LogSoftmax" => (ScoreMeaning.Logits, "a LogSoftmax makes them"),
            _ when sumsToOne => (ScoreMeaning.Probabilities, "they sum to 1"),
            _ => (ScoreMeaning.Logits, "they do not sum to 1"),
        };
    }

    // where each operator that gives whole numbers is told their step; the zero stands next to it
    private ScoreQuantization? QuantizationIn(GraphFile? graph)
    {
        var maker = Maker(graph, KeepsNumbers);
        var place = maker?.Operation switch
        {
            "QuantizeLinear" => 1,
            "QLinearSoftmax" or "QLinearSigmoid" or "QLinearLeakyRelu" or "QLinearGlobalAveragePool" or "QLinearAveragePool" => 3,
            "QLinearMatMul" or "QLinearConv" or "QLinearAdd" => 6,
            "QGemm" => 7,
            _ => int.MaxValue,
        };
        return maker is null || place >= maker.Inputs.Count || !graph!.Constants.TryGetValue(maker.Inputs[place], out var step) || step.Length != 1
            ? null
            : new(step[0], place + 1 < maker.Inputs.Count && graph.Constants.TryGetValue(maker.Inputs[place + 1], out var zero) ? zero[0] : 0);
    }

    // bytes that always share out 255 are probabilities, each rounded for itself
    private ScoreQuantization? QuantizationBySums() =>
        Rows.All(row => row.All(value => value >= 0) && Math.Abs(row.Sum() - byte.MaxValue) <= Classes) ? new(1.0 / byte.MaxValue, 0) : null;

    private GraphNode? Maker(GraphFile? graph, HashSet<string> steppedOver)
    {
        var source = graph?.SourceOf(Output);
        while (source is { Inputs: [var before, ..] } && steppedOver.Contains(source.Operation))
        {
            source = graph!.SourceOf(before);
        }

        return source;
    }
}
