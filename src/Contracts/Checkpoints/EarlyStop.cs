using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>Ends a training before its last epoch when the validation no longer improves.</summary>
/// <remarks>A pure function of the epochs so far, so a resumed training stops where the uninterrupted one does. Source: Keras's <c>EarlyStopping</c>.</remarks>
public sealed record EarlyStop
{
    /// <summary>Epochs without improvement that are borne.</summary>
    public required int Patience { get; init; }

    /// <summary>The least change that counts as improvement. Default 0.</summary>
    public double MinDelta { get; init; }

    /// <summary>What is watched. Default: the validation loss.</summary>
    public Monitored Monitor { get; init; } = Monitored.ValLoss;

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
            throw new FormatException($"minDelta is {MinDelta}; it must be a finite number of at least 0");
        }
    }
}

/// <summary>A figure of an epoch that decisions are taken from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Monitored>))]
public enum Monitored
{
    /// <summary>Mean cross-entropy on the validation samples: lower is better.</summary>
    ValLoss,

    /// <summary>Share of correct answers on them: higher is better.</summary>
    ValAccuracy,

    /// <summary>Mean cross-entropy of the training samples: lower is better.</summary>
    Loss,
}
