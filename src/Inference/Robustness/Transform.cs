using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Samples;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Robustness;

/// <summary>A test picture that is about to be changed.</summary>
/// <param name="Pixels">uint8 [784], white on black.</param>
/// <param name="Index">Its place in the set: what is left to chance depends on it alone.</param>
internal sealed record TestDigit(ReadOnlyMemory<byte> Pixels, int Index)
{
    /// <summary>Its ink, from 0 to 1.</summary>
    public InkMap Ink()
    {
        var ink = new float[DatasetFolder.Pixels];
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = Pixels.Span[i] / 255f;
        }

        return new(DatasetFolder.Side, DatasetFolder.Side, ink);
    }

    /// <summary>Random numbers that are the same in every run.</summary>
    public RandomNumbers Chance() => new(seed: 1, Purpose.Robustness, Index);
}

/// <summary>One way in which a picture may differ from those of the data set.</summary>
/// <param name="Group">What is changed, in a word.</param>
/// <param name="Name">How.</param>
/// <param name="Apply">Draws the picture that a user would bring.</param>
internal sealed record Transform(string Group, string Name, Func<TestDigit, Raster> Apply);
