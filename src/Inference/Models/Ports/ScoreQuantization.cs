namespace Toolchain.Inference.Models.Ports;

/// <summary>How whole numbers stand for scores: (number − zero) × step.</summary>
/// <param name="Step">The difference of neighbours.</param>
/// <param name="Zero">The number that stands for 0.</param>
internal sealed record ScoreQuantization(double Step, double Zero)
{
    /// <summary>Turns numbers into the scores they stand for.</summary>
    public void Undo(Span<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)((numbers[i] - Zero) * Step);
        }
    }
}
