namespace Toolchain.Contracts.Schedules;

/// <summary>The tutorial's callback: the initial rate for <see cref="HoldEpochs"/> epochs, then times e^−decay at the start of every epoch.</summary>
/// <remarks>
/// Source: a Keras <c>LearningRateScheduler</c> with <c>scheduler(epoch, lr)</c>. Keras keeps the rate in a float32 variable and multiplies it epoch by epoch,
/// so the rounding of each epoch is part of the definition.
/// </remarks>
public sealed record HoldThenExponential : Schedule
{
    /// <summary>Rate of the first epochs.</summary>
    public required float Initial { get; init; }

    /// <summary>Epochs before the first decay.</summary>
    public required int HoldEpochs { get; init; }

    /// <summary>The rate is multiplied by e^−decay each epoch.</summary>
    public required float Decay { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public required long StepsPerEpoch { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var factor = Math.Exp(-(double)(decimal)Decay);
        var rate = Initial;
        for (var epoch = (long)HoldEpochs; epoch <= step / StepsPerEpoch; epoch++)
        {
            var next = (float)(rate * factor);
            if (next == rate)
            {
                break; // the smallest float32: further epochs change nothing
            }

            rate = next;
        }

        return new(rate);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequireAtLeast(HoldEpochs, 0, "hold-epochs");
        RequirePositive(Decay, "decay");
        RequireAtLeast(StepsPerEpoch, 1, "steps-per-epoch");
    }
}
