using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Classification;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Explanations;

/// <summary>What became of one input, small enough to keep until its page is full.</summary>
/// <param name="Number">Counted from 1, in the order of the inputs.</param>
/// <param name="Input">Its path.</param>
/// <param name="Original">The picture on the ground that was assumed, or null where it cannot be decoded.</param>
/// <param name="Seen">What the network saw, or null where it was not asked.</param>
/// <param name="Bars">The likeliest classes by name, best first.</param>
/// <param name="Doubt">Why the answer is uncertain; null where it is not.</param>
/// <param name="Fault">Why there is no answer.</param>
internal sealed record Explanation(long Number, string Input, Raster? Original, Raster? Seen, IReadOnlyList<(string Name, float Probability)> Bars, string? Doubt, string? Fault)
{
    /// <summary>Reads an input once more and puts its answer beside it.</summary>
    public static Explanation Of(long number, Classified result, IReadOnlyList<string> classNames) => new(
        number,
        result.Input,
        Decoded(result.Input),
        result.Fault is null ? new(DatasetFolder.Side, DatasetFolder.Side, Raster.Grey, result.Seen.ToArray()) : null,
        [.. result.Top.Select(guess => (classNames[guess.Label], guess.Probability))],
        result.Doubt,
        result.Fault?.Found);

    /// <summary>The same with a smaller original.</summary>
    public Explanation Shrunk(int side) => Original is null ? this : this with { Original = Fit(Original, side) };

    /// <summary>A probability for people.</summary>
    public static string Percent(float probability) => $"{probability * 100:0.00} %";

    private static Raster Fit(Raster original, int side)
    {
        if (original.Width <= side && original.Height <= side)
        {
            return original;
        }

        var box = new Drawing.Box(0, 0, side, side).Fitting(original.Width, original.Height);
        return original.Resized(box.Width, box.Height);
    }

    private static Raster? Decoded(string path)
    {
        try
        {
            using var file = ImageFile.Read(path);
            var picture = ImageDecoder.Decode(file.Content, out var room);
            using (room)
            {
                return Fit(OpaqueGround.Composite(picture), ExplanationPage.Side);
            }
        }
        catch (ToolException)
        {
            return null; // the fault of the answer says why
        }
    }
}
