namespace Toolchain.Contracts.Models;

/// <summary>What is known of a model's quality, as its trainer and the parity gate measured it.</summary>
/// <param name="Dataset">The set it was validated on.</param>
/// <param name="Split"><c>test</c> or <c>holdout:n</c>.</param>
/// <param name="Correct">Correct answers.</param>
/// <param name="Total">Samples.</param>
/// <param name="Accuracy">The share.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="FinalRate">The rate of the last update.</param>
public sealed record ModelMetrics(string Dataset, string Split, int Correct, int Total, double Accuracy, double Loss, int Epochs, double FinalRate);
