using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.RateFinding;

/// <summary>A learning-rate range test: a short training whose rate climbs by the same factor every step, from far too low to far too high.</summary>
/// <remarks>
/// Source: Smith, Cyclical Learning Rates for Training Neural Networks, 2017, section 3.3; with the exponential ramp that fast.ai made common.
/// The loss falls while the rate is useful, and rises again once it is too high.
/// </remarks>
/// <param name="From">Rate of the first step.</param>
/// <param name="To">Rate of the last step.</param>
/// <param name="Steps">Updates from one to the other.</param>
internal sealed record RangeTest(double From, double To, int Steps)
{
    // longer, and the smoothed loss would lag behind the rate
    private const int MemoriesInRamp = 50;
    private const int LeastMemory = 5;

    /// <summary>A loss of so many times that at the start will not come back.</summary>
    private const double Exploded = 4;

    /// <summary>Share of what was learned that may be lost again before the rest of the ramp is pointless.</summary>
    private const double Lost = 0.9;

    /// <summary>Share of the loss at the start that must be gone before there is anything to lose.</summary>
    private const double Learned = 0.3;

    /// <summary>Steps that the smoothed loss remembers; before so many it is too uncertain to decide by.</summary>
    public int Memory => Math.Max(LeastMemory, Steps / MemoriesInRamp);

    /// <summary>Rate of a step, counted from 0: From · (To / From)^(step / (Steps − 1)).</summary>
    public double RateAt(int step) => From * Math.Pow(To / From, step / (Steps - 1.0));

    /// <summary>Climbs the ramp until its end, or until the training diverges.</summary>
    /// <param name="step">Trains.</param>
    /// <param name="order">Which samples, in which order.</param>
    /// <param name="batchSize">Samples of an update.</param>
    /// <param name="done">Told of every step.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The losses by rate; null when it was asked to stop.</returns>
    public RateCurve? Run(ITrainingStep step, SampleOrder order, int batchSize, Action<RatePoint> done, CancellationToken stop)
    {
        var points = new List<RatePoint>();
        var memory = 1 - (1.0 / Memory);
        var (average, weight, start, lowest) = (0.0, 0.0, double.PositiveInfinity, double.PositiveInfinity);
        int[] samples = [];
        for (var i = 0; i < Steps; i++)
        {
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            var (epoch, place) = Math.DivRem(i, order.StepsPerEpoch);
            samples = place == 0 ? order.OfEpoch(epoch) : samples;
            var begin = place * batchSize;
            var batch = samples.AsSpan(begin, Math.Min(batchSize, samples.Length - begin));
            var loss = step.Run(batch, new StepPlace(epoch, i), new Pace(RateAt(i))).LossSum / batch.Length;
            if (!double.IsFinite(loss))
            {
                return new RateCurve(points, Diverged: true);
            }

            // an exponential moving average that begins without a bias towards 0 (Kingma and Ba, 2015)
            average = (memory * average) + ((1 - memory) * loss);
            weight = (memory * weight) + (1 - memory);
            var point = new RatePoint(i, RateAt(i), loss, average / weight);
            points.Add(point);
            done(point);
            if (i < Memory)
            {
                start = point.Smoothed;
                continue;
            }

            lowest = Math.Min(lowest, point.Smoothed);
            if (IsPointless(start, lowest, point.Smoothed))
            {
                return new RateCurve(points, Diverged: true);
            }
        }

        return new RateCurve(points, Diverged: false);
    }

    private static bool IsPointless(double start, double lowest, double now) =>
        now > Exploded * start || (lowest < (1 - Learned) * start && now > lowest + (Lost * (start - lowest)));
}

/// <summary>One update of a range test.</summary>
/// <param name="Step">Counted from 0.</param>
/// <param name="Rate">Its rate.</param>
/// <param name="Loss">Mean cross-entropy of its batch, before the update.</param>
/// <param name="Smoothed">The moving average of the losses up to here.</param>
internal sealed record RatePoint(int Step, double Rate, double Loss, double Smoothed);

/// <summary>The losses of a range test.</summary>
/// <param name="Points">In order.</param>
/// <param name="Diverged">Whether the loss grew so far that the ramp was not climbed to its end.</param>
internal sealed record RateCurve(IReadOnlyList<RatePoint> Points, bool Diverged);
