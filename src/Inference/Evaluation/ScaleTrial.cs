using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Evaluation;

/// <summary>How a model fares when it sees its pixels one way.</summary>
/// <param name="Pixels">What it sees, for people.</param>
/// <param name="Options">The options that say so.</param>
/// <param name="Scale">What a pixel is multiplied by.</param>
/// <param name="Mean">What is taken off.</param>
/// <param name="Std">What it is divided by.</param>
/// <param name="Correct">Right answers.</param>
/// <param name="Total">Samples.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="Loss">Mean cross-entropy of the true classes.</param>
/// <param name="Best">Whether it is the one to use.</param>
/// <param name="Error">Why there are no answers, when there are none.</param>
internal sealed record ScaleTrial(string Pixels, string Options, double Scale, double Mean, double Std, int Correct, int Total, double Accuracy, double? Loss, bool Best, string? Error)
{
    // two models whose accuracies differ by less than this many standard errors are told apart by their loss
    private const double StandardErrors = 2;

    private static readonly (string Pixels, PixelScale Scale)[] Candidates =
    [
        ("0 to 1", PixelScale.Unit),
        ("0 to 255", PixelScale.Raw),
        ("-128 to 127", PixelScale.Centred),
        ("-1 to 1", PixelScale.Signed),
        ("standardized as MNIST", PixelScale.Standard),
        ("0 to 1, dark on light", PixelScale.Unit.Inverted),
        ("0 to 255, dark on light", PixelScale.Raw.Inverted),
        ("-1 to 1, dark on light", PixelScale.Signed.Inverted),
        ("standardized, dark on light", PixelScale.Standard.Inverted),
    ];

    /// <summary>Measures every candidate, and what the user gave if it is another.</summary>
    /// <returns>The one to use first: that of most right answers or, of those that chance may have parted, of the smallest loss.</returns>
    public static IReadOnlyList<ScaleTrial> Measure(DigitModel model, Split test, IReadOnlyList<int> labels)
    {
        var given = model.Reading.Input.Scale;
        var candidates = Candidates.Any(candidate => candidate.Scale == given) ? Candidates : [.. Candidates, ("as given", given)];
        var trials = new List<ScaleTrial>();
        foreach (var (pixels, scale) in candidates)
        {
            model.Rescale(scale);
            trials.Add(Measure(model, test, labels, pixels, scale));
        }

        var most = trials.Max(trial => trial.Accuracy);
        var margin = StandardErrors * Math.Sqrt(most * (1 - most) / test.Count);
        var best = trials.Where(trial => trial.Error is null && trial.Accuracy >= most - margin).MinBy(trial => trial.Loss);
        return [.. trials.OrderByDescending(trial => trial == best).ThenByDescending(trial => trial.Correct).Select(trial => trial with { Best = trial == best })];
    }

    private static ScaleTrial Measure(DigitModel model, Split test, IReadOnlyList<int> labels, string pixels, PixelScale scale)
    {
        try
        {
            var confusion = Evaluator.Run(model, test, labels).Confusion;
            return new(pixels, scale.AsOptions, scale.Scale, scale.Mean, scale.Std, confusion.Correct, confusion.Total, confusion.Accuracy, confusion.Loss, Best: false, Error: null);
        }
        catch (ToolException fault) when (!model.IsCutOff)
        {
            // a type that cannot hold such values, or answers beyond all numbers: a candidate that is out
            return new(pixels, scale.AsOptions, scale.Scale, scale.Mean, scale.Std, 0, test.Count, 0, Loss: null, Best: false, fault.Found);
        }
    }
}
