namespace Toolchain.Contracts.Models;

/// <summary>How a model's scores became an honest confidence: measured on images that no training saw.</summary>
/// <param name="Temperature">T: the output <c>probabilities</c> is softmax(logits / T). Source: C. Guo and others, On calibration of modern neural networks, 2017.</param>
/// <param name="Dataset">The set whose images were measured.</param>
/// <param name="Split">Which of its images: <c>holdout:5000</c>.</param>
/// <param name="Samples">How many.</param>
/// <param name="ErrorBefore">Expected calibration error on them at temperature 1, see <see cref="Reliability"/>.</param>
/// <param name="Error">The same at this temperature.</param>
/// <param name="LeastConfidence">Answers with less confidence are uncertain: the picture lies between two classes.</param>
/// <param name="LeastScore">Answers whose largest logit is less are uncertain: the picture looks like no class.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint that answered, where it is another one of the same recipe, since this model's training held nothing out.</param>
public sealed record Calibration(double Temperature, string Dataset, string Split, int Samples, double ErrorBefore, double Error, double LeastConfidence, double LeastScore, string? Checkpoint = null)
{
    /// <summary>Refuses what would turn probabilities into something else.</summary>
    /// <exception cref="FormatException">The temperature is no positive number, or the least confidence no share.</exception>
    public void Validate()
    {
        if (!(Temperature > 0 && double.IsFinite(Temperature)))
        {
            throw new FormatException($"the calibration's temperature is {Temperature}; it must be above 0");
        }

        // NaN and infinity are no JSON, so the score is a number
        if (LeastConfidence is < 0 or > 1)
        {
            throw new FormatException($"the calibration's leastConfidence is {LeastConfidence}; it must be from 0 to 1");
        }
    }
}
