using Toolchain.Contracts.Models;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Whether an answer is uncertain, and why: docs/formats.md has the thresholds and what was measured of them.</summary>
/// <param name="leastConfidence">Answers with less confidence lie between two classes.</param>
/// <param name="leastScore">Answers whose largest logit is less look like no class.</param>
internal sealed class Doubt(double leastConfidence, double leastScore)
{
    /// <summary>The least confidence where the model has no threshold of its own: an answer that is less likely than not.</summary>
    public const double UsualConfidence = 0.5;

    /// <summary>The largest share of a page's ink that may lie outside the figure; pages with one digit leave next to nothing, lines of text nearly everything.</summary>
    public const double MostElsewhere = 0.4;

    /// <summary>The most figures of similar weight that a page may hold, since a digit may fall into several strokes; pages with one digit show one or two, text dozens.</summary>
    public const int MostFigures = 6;

    /// <summary>The thresholds of a model that was calibrated, or the usual ones.</summary>
    public static Doubt For(Calibration? calibration) => new(calibration?.LeastConfidence ?? UsualConfidence, calibration?.LeastScore ?? double.NegativeInfinity);

    /// <summary>Why an answer of a batch is uncertain, in a few words without a comma; null where it is not.</summary>
    /// <param name="batch">A batch that has run.</param>
    /// <param name="index">Its place there.</param>
    /// <param name="page">What the picture shows besides the figure.</param>
    public string? Of(DigitBatch batch, int index, PageContent page)
    {
        var label = batch.LabelOf(index);
        return page.Others > 0 || page.Elsewhere > MostElsewhere || page.Figures > MostFigures ? "several figures"
            : batch.LogitsOf(index)[label] < leastScore ? "like no class"
            : batch.ProbabilitiesOf(index)[label] < leastConfidence ? "between classes"
            : null;
    }
}
