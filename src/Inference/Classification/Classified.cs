using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>A class and how likely it is.</summary>
/// <param name="Label">Index of the class.</param>
/// <param name="Probability">From 0 to 1.</param>
internal readonly record struct Guess(int Label, float Probability);

/// <summary>What came of one picture: guesses, or a fault.</summary>
/// <param name="Input">Its path.</param>
/// <param name="Top">The likeliest classes, best first; empty when it failed.</param>
/// <param name="Doubt">Why the answer is uncertain, in a few words; null where it is not.</param>
/// <param name="Fault">Why it failed.</param>
/// <param name="Seen">What the network saw, uint8 [784], until the next block is asked for; empty when it failed.</param>
internal readonly record struct Classified(string Input, Guess[] Top, string? Doubt, ToolException? Fault, ReadOnlyMemory<byte> Seen = default)
{
    private const int MostOnStack = 64;

    /// <summary>The same with no more than some guesses.</summary>
    public Classified Of(int most) => Top.Length <= most ? this : this with { Top = Top[..most] };

    /// <summary>The model's answer for a picture of a batch.</summary>
    /// <param name="input">Its path.</param>
    /// <param name="batch">A batch that has run.</param>
    /// <param name="index">Its place there.</param>
    /// <param name="top">How many classes.</param>
    /// <param name="doubt">Why the answer is uncertain.</param>
    /// <param name="seen">Its pixels, uint8 [784].</param>
    public static Classified From(string input, DigitBatch batch, int index, int top, string? doubt, ReadOnlyMemory<byte> seen)
    {
        var logits = batch.LogitsOf(index);
        var order = logits.Length <= MostOnStack ? stackalloc int[logits.Length] : new int[logits.Length];
        var keys = logits.Length <= MostOnStack ? stackalloc float[logits.Length] : new float[logits.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = -logits[i];
        }

        // by logits: probabilities near 1 can be equal where their logits are not
        keys.Sort(order);
        var guesses = new Guess[Math.Min(top, order.Length)];
        for (var i = 0; i < guesses.Length; i++)
        {
            guesses[i] = new(order[i], batch.ProbabilitiesOf(index)[order[i]]);
        }

        return new(input, guesses, doubt, Fault: null, seen);
    }
}
