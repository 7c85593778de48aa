using System.Globalization;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>Ends a training before its last epoch when a figure no longer improves.</summary>
/// <remarks>
/// A pure function of the epochs so far, so a resumed training stops where the uninterrupted one does.
/// An epoch improves if its figure beats the best so far by more than the least change; after <c>patience</c> epochs in a row that do not, the training ends.
/// Source: Keras's <c>EarlyStopping</c>.
/// </remarks>
/// <param name="Patience">Epochs in a row without improvement that end the training.</param>
/// <param name="MinDelta">The least change that counts as improvement is above this.</param>
/// <param name="Monitor">What is watched.</param>
public sealed record EarlyStop(int Patience = EarlyStop.UsualPatience, double MinDelta = 0, Monitored Monitor = Monitored.ValLoss)
{
    /// <summary>The patience of one who names none.</summary>
    public const int UsualPatience = 5;

    private static readonly string[] Parameters = ["patience", "min-delta", "monitor"];
    private static readonly Monitored[] Figures = Enum.GetValues<Monitored>();

    /// <summary>Reads the written form: <c>patience=5,min-delta=0.001,monitor=val-accuracy</c>, or the patience alone; what is left out has its default.</summary>
    /// <exception cref="ToolException">An unknown name, or a value that does not parse or is impossible (exit 2).</exception>
    public static EarlyStop Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bare = text.TrimStart().Length > 0 && !text.Split(',')[0].Contains('=', StringComparison.Ordinal);
        var values = NamedValues.Parse("--early-stop", bare ? $"patience={text}" : text, Parameters);
        var monitor = values.Text("monitor") is { } figure ? NamedValues.Find("figure to monitor", figure, Figures, NameOf) : Monitored.ValLoss;
        var rule = new EarlyStop(values.Count("patience", UsualPatience), values.Number("min-delta", 0), monitor);
        try
        {
            rule.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"--early-stop '{text}' is impossible: {fault.Message}", "a patience of at least 1 and a min-delta of at least 0", "change the value", fault);
        }

        return rule;
    }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="FormatException">One of them is impossible; the message names it.</exception>
    public void Validate()
    {
        if (Patience < 1)
        {
            throw new FormatException($"patience is {Patience}; it must be at least 1");
        }

        if (!(MinDelta >= 0) || double.IsInfinity(MinDelta))
        {
            throw new FormatException($"min-delta is {MinDelta}; it must be a finite number of at least 0");
        }

        if (!Figures.Contains(Monitor))
        {
            throw new FormatException($"monitor is {(int)Monitor}; it must be one of {string.Join(", ", Figures)}");
        }
    }

    /// <summary>Where these epochs end a training, if they do.</summary>
    public EarlyEnd? EndOf(IReadOnlyList<EpochMetrics> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var (best, bestEpoch) = (double.PositiveInfinity, 0);
        foreach (var epoch in epochs)
        {
            // the lower, the better
            var figure = Monitor == Monitored.ValAccuracy ? -epoch.ValAccuracy : Monitor == Monitored.Loss ? epoch.Loss : epoch.ValLoss;
            if (figure + MinDelta < best)
            {
                (best, bestEpoch) = (figure, epoch.Epoch);
            }
            else if (epoch.Epoch - bestEpoch >= Patience)
            {
                return new EarlyEnd(epoch.Epoch, bestEpoch, Math.Abs(best), this);
            }
        }

        return null;
    }

    /// <summary>The written form: what <see cref="Parse"/> reads back to the same rule.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"patience={Patience},min-delta={MinDelta},monitor={NameOf(Monitor)}");

    internal static string NameOf(Monitored figure) => figure switch
    {
        Monitored.ValAccuracy => "val-accuracy",
        Monitored.Loss => "loss",
        _ => "val-loss",
    };
}

/// <summary>How a training came to end before its last epoch.</summary>
/// <param name="Epoch">Its last epoch, counted from 1.</param>
/// <param name="BestEpoch">The last epoch that improved.</param>
/// <param name="Best">Its figure.</param>
/// <param name="Rule">The rule that ended it.</param>
public sealed record EarlyEnd(int Epoch, int BestEpoch, double Best, EarlyStop Rule)
{
    /// <summary>For people: <c>after epoch 9: val-loss has not improved for 3 epochs, since 0.0657 in epoch 6</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"after epoch {Epoch}: {EarlyStop.NameOf(Rule.Monitor)} has not improved{(Rule.MinDelta > 0 ? $" by more than {Rule.MinDelta}" : "")} for {Rule.Patience} epoch{(Rule.Patience == 1 ? "" : "s")}, since {Best:0.0000} in epoch {BestEpoch}");
}

/// <summary>A figure of an epoch that decisions are taken from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Monitored>))]
public enum Monitored
{
    /// <summary>Mean cross-entropy on the validation samples: lower is better.</summary>
    ValLoss,

    /// <summary>Share of correct answers on them: higher is better.</summary>
    ValAccuracy,

    /// <summary>Mean loss of the training samples: lower is better.</summary>
    Loss,
}
