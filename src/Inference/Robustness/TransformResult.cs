using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Robustness;

/// <summary>How a model does on test pictures that were changed in one way; a row, or a JSON object, of <c>inference robustness</c>.</summary>
/// <param name="Group">What was changed, in a word.</param>
/// <param name="Transform">How.</param>
/// <param name="Pictures">Pictures tried.</param>
/// <param name="Refused">Pictures on which no ink was found; they count as wrong.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="AccuracyWithoutNormalization">The same when the picture is only turned grey and brought to 28 × 28.</param>
internal sealed record TransformResult(string Group, string Transform, int Pictures, int Refused, double Accuracy, double AccuracyWithoutNormalization)
{
    /// <summary>Tries a transform.</summary>
    /// <param name="model">What answers.</param>
    /// <param name="labels">The label of each of the model's classes.</param>
    /// <param name="transform">What is changed.</param>
    /// <param name="test">Pictures and labels.</param>
    /// <param name="limit">How many of them, from the first.</param>
    /// <param name="threads">Threads that draw and answer.</param>
    public static TransformResult Of(DigitModel model, int[] labels, Transform transform, Split test, int limit, int threads)
    {
        var count = Math.Min(limit, test.Count);
        var blocks = (count + DigitBatch.Usual - 1) / DigitBatch.Usual;
        var total = new Tally(0, 0, 0);
        var adding = new Lock();
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var first = block * DigitBatch.Usual;
            var tally = Try(model, labels, transform, test, first, Math.Min(DigitBatch.Usual, count - first));
            lock (adding)
            {
                total = total.Plus(tally);
            }
        });
        return new(transform.Group, transform.Name, count, total.Refused, (double)total.Right / count, (double)total.RightWithout / count);
    }

    private static Tally Try(DigitModel model, int[] labels, Transform transform, Split test, int first, int count)
    {
        using var normalized = model.CreateBatch();
        using var plain = model.CreateBatch();
        var refused = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var picture = transform.Apply(new(test.Images.Slice((first + i) * DatasetFolder.Pixels, DatasetFolder.Pixels), first + i));
            PlainReading.Read(picture, plain.PixelsFrom(i));
            try
            {
                DigitNormalizer.Normalize(picture, normalized.PixelsFrom(i));
            }
            catch (ToolException)
            {
                refused[i] = true;
            }
        }

        normalized.Run(count);
        plain.Run(count);
        var truth = test.Labels.Span.Slice(first, count);
        var tally = new Tally(0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            tally = tally.Plus(new(
                !refused[i] && labels[normalized.LabelOf(i)] == truth[i] ? 1 : 0,
                labels[plain.LabelOf(i)] == truth[i] ? 1 : 0,
                refused[i] ? 1 : 0));
        }

        return tally;
    }

    private readonly record struct Tally(int Right, int RightWithout, int Refused)
    {
        public Tally Plus(Tally other) => new(Right + other.Right, RightWithout + other.RightWithout, Refused + other.Refused);
    }
}
