using Toolchain.Contracts.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary>Whether a model is right as often as it claims to be, and what is left when its doubtful answers are set aside.</summary>
/// <param name="Temperature">What its logits are divided by before they become probabilities; absent where it was never calibrated.</param>
/// <param name="ExpectedCalibrationErrorBefore">The error of softmax of the logits as they are.</param>
/// <param name="ExpectedCalibrationError">The error of the probabilities.</param>
/// <param name="Uncertain">Answers that <c>classify</c> would mark as uncertain.</param>
/// <param name="AccuracyOfTheCertain">The share of right answers among the others; absent when there are none.</param>
/// <param name="Reliability">Fifteen intervals of confidence, with mean confidence and accuracy in each.</param>
internal sealed record ConfidenceQuality(
    double? Temperature,
    double ExpectedCalibrationErrorBefore,
    double ExpectedCalibrationError,
    int Uncertain,
    double? AccuracyOfTheCertain,
    IReadOnlyList<ReliabilityBin> Reliability)
{
    /// <summary>What some answers show.</summary>
    public static ConfidenceQuality Of(Answers answers, Calibration? calibration)
    {
        var (marked, markedCorrect) = answers.Uncertain;
        var certain = answers.Confusion.Total - marked;
        return new(
            calibration?.Temperature,
            answers.Raw.ExpectedCalibrationError,
            answers.Claimed.ExpectedCalibrationError,
            marked,
            certain == 0 ? null : (double)(answers.Confusion.Correct - markedCorrect) / certain,
            answers.Claimed.Table);
    }
}
