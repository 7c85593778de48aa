namespace Toolchain.Contracts.Schedules;

/// <summary>The tutorial's callback: the initial rate for <see cref="HoldEpochs"/> epochs, then times e^−decay at the start of every epoch.</summary>
/// <remarks>
/// Source: a Keras <c>LearningRateScheduler</c> with <c>scheduler(epoch, lr)</c>. Keras keeps the rate in a float32 variable and multiplies it, in double, epoch by
/// epoch, so the rounding of each epoch is part of the definition.
/// </remarks>
public sealed record HoldThenExponential : Schedule
{
    /// <summary>Rate of the first epochs.</summary>
    public required float Initial { get; init; }

    /// <summary>Epochs before the first decay.</summary>
    public required long HoldEpochs { get; init; }

    /// <summary>The rate is multiplied by e^−decay each epoch.</summary>
    public required double Decay { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public required long StepsPerEpoch { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var factor = Math.Exp(-Decay);
        var rate = Initial;
        var decays = (step / StepsPerEpoch) - HoldEpochs + 1;
        while (decays > 0)
        {
            var next = (float)(rate * factor);
            if (next == rate)
            {
                break; // the decay is too small for float32: further epochs change nothing
            }

            var drop = (double)rate - next;
            var equal = EqualDrops(rate, drop, factor, decays);
            rate = (float)(rate - (equal * drop));
            decays -= equal;
        }

        return Float32(rate);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequireAtLeast(HoldEpochs, 0, "hold-epochs");
        RequirePositive(Decay, "decay");
        RequireAtLeast(StepsPerEpoch, 1, "steps-per-epoch");
    }

    // Between two powers of two, float32 numbers lie evenly, and the drop only ever gets smaller as the rate falls; so if the last of a row of epochs
    // drops as far as the first, all between do. A slow decay takes millions of epochs in a few of these strides.
    private static long EqualDrops(float rate, double drop, double factor, long most)
    {
        var floor = Math.ScaleB(1, Math.ILogB(rate));
        bool LastDropsAlike(long count)
        {
            var last = rate - ((count - 1) * drop);
            return last - drop >= floor && (float)(last * factor) == last - drop;
        }

        long known = 1;
        var stride = 1L;
        while (known + stride <= most && LastDropsAlike(known + stride))
        {
            known += stride;
            stride *= 2;
        }

        for (; stride > 0; stride /= 2)
        {
            if (known + stride <= most && LastDropsAlike(known + stride))
            {
                known += stride;
            }
        }

        return known;
    }
}
