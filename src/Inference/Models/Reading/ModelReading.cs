using Toolchain.Contracts.Models;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>How a model is fed and what its answers mean.</summary>
internal sealed record ModelReading
{
    /// <summary>Where pictures go in.</summary>
    public required ImageInput Input { get; init; }

    /// <summary>The output with one number a class.</summary>
    public required string Scores { get; init; }

    /// <summary>What those numbers are.</summary>
    public required ScoreMeaning Meaning { get; init; }

    /// <summary>The output with the same as probabilities, where the graph has one; otherwise we compute them.</summary>
    public string? Probabilities { get; init; }

    /// <summary>The output with the number of the class, where the graph has one that is known to be that; otherwise the largest score tells.</summary>
    public string? Label { get; init; }

    /// <summary>What whole numbers stand for, where the scores are such.</summary>
    public ScoreQuantization? Quantization { get; init; }

    /// <summary>Whether the outputs are float32 [batch, class] of any batch, and the label int64 [batch], so that ONNX Runtime can write them into our memory.</summary>
    public bool AnswersInPlace { get; init; }

    /// <summary>What each class is called.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Where each class stands in a row of scores; null where class n is score n.</summary>
    public int[]? Places { get; init; }

    /// <summary>Whether the names were found in the model or given by the user, and are more than positions.</summary>
    public bool AreNamed { get; init; }

    /// <summary>Whether class n of the model is label n of its data, whatever the names; not so for the keys of a map, which stand in alphabetical order.</summary>
    public bool NamesAreOrdered { get; init; } = true;

    /// <summary>How its confidence was made honest, and from where on its answers are doubtful; null where nobody measured that.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>What was found or assumed, a line each, for people; empty when the model says everything itself.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The numbers from 0, as names.</summary>
    public static IReadOnlyList<string> Positions(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
