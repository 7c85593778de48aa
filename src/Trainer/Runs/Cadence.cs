using System.Globalization;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>How often a run is saved: what a killed process loses at most, and nothing else; no result depends on it.</summary>
/// <param name="Count">At least 1.</param>
/// <param name="InEpochs">Whether epochs are counted, or else steps.</param>
internal sealed record Cadence(long Count, bool InEpochs)
{
    private const string Epoch = "epoch";
    private const string Epochs = "epochs";

    /// <summary>What an option that takes one expects.</summary>
    public const string Expected = "a number of steps such as 500, or of epochs such as 1epoch or 2epochs";

    /// <summary>After every epoch.</summary>
    public static Cadence EveryEpoch { get; } = new(1, InEpochs: true);

    /// <summary>Reads <c>500</c>, <c>1epoch</c> or <c>2epochs</c>.</summary>
    /// <returns>Null when it is none of them.</returns>
    public static Cadence? Parse(string text)
    {
        var inEpochs = text.EndsWith(Epoch, StringComparison.Ordinal) || text.EndsWith(Epochs, StringComparison.Ordinal);
        var digits = inEpochs ? text[..text.LastIndexOf(Epoch, StringComparison.Ordinal)] : text;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? new Cadence(count, inEpochs) : null;
    }

    /// <summary>Whether to save now; asked after every step inside an epoch, and at the end of each.</summary>
    public bool IsDue(TrainingLoop loop) => InEpochs
        ? loop.StepInEpoch == 0 && loop.Epoch % Count == 0
        : loop.Step % Count == 0;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{(InEpochs ? Count == 1 ? Epoch : Epochs : "")}");
}
