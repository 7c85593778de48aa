using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.RateFinding;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Tests.RateFinding;

/// <summary>Range tests over losses that are known functions of the rate.</summary>
public sealed class RangeTestTests
{
    private const int BatchSize = 32;

    private static readonly TrainingPlan Plan = new()
    {
        Epochs = 1,
        BatchSize = BatchSize,
        Schedule = new Constant { Initial = 0.1f },
        Seed = 1,
        Threads = 1,
        Validation = Validation.OnTest,
        Shuffle = ShuffleMode.Epoch,
    };

    [Fact]
    public void The_ramp_leads_from_one_rate_to_the_other_by_equal_factors() =>
        Gen.Select(Gen.Double[-8, -1], Gen.Double[0.1, 8], Gen.Int[10, 2000]).Sample((from, decades, steps) =>
        {
            var test = new RangeTest(Math.Pow(10, from), Math.Pow(10, from + decades), steps);

            Assert.Equal(test.From, test.RateAt(0), test.From * 1e-9);
            Assert.Equal(test.To, test.RateAt(steps - 1), test.To * 1e-9);
            Assert.Equal(test.RateAt(1) / test.RateAt(0), test.RateAt(steps - 1) / test.RateAt(steps - 2), 1e-6);
        });

    [Fact]
    public void Every_epoch_takes_each_sample_once_and_a_smaller_last_batch_counts_by_its_size()
    {
        var step = new KnownLoss(_ => 1);
        var curve = new RangeTest(1e-3, 1, 14).Run(step, new SampleOrder(Plan, 200), BatchSize, _ => { }, CancellationToken.None)!;

        Assert.All(curve.Points, point => Assert.Equal(1, point.Loss, 1e-12));
        Assert.Equal([32, 32, 32, 32, 32, 32, 8, 32, 32, 32, 32, 32, 32, 8], step.Batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 200), step.Batches.Take(7).SelectMany(batch => batch).Order());
        Assert.Equal(Enumerable.Range(0, 200), step.Batches.Skip(7).SelectMany(batch => batch).Order());
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_ramp()
    {
        var curve = Climb(rate => rate < 0.1 ? 2 - rate : double.NaN);

        Assert.True(curve.Diverged);
        Assert.InRange(curve.Points[^1].Rate, 0.09, 0.1);
    }

    [Fact]
    public void A_loss_that_gives_back_what_it_gained_ends_the_ramp()
    {
        var curve = Climb(rate => rate < 0.1 ? 2.3 - (10 * rate) : 2.3);

        Assert.True(curve.Diverged);
        Assert.InRange(curve.Points[^1].Rate, 0.1, 0.3);
    }

    [Fact]
    public void Noise_ends_no_ramp()
    {
        var curve = Climb(rate => 2.3 / (1 + (100 * rate)) * (1 + (0.3 * Math.Sin(1e6 * rate))));

        Assert.False(curve.Diverged);
        Assert.Equal(1000, curve.Points.Count);
    }

    [Fact]
    public void The_suggestion_lies_where_most_of_the_fall_is_done_and_well_below_the_lowest_loss() =>
        Gen.Select(Gen.Double[-2.5, -0.5], Gen.Double[0.5, 1.5]).Sample((bottom, width) =>
        {
            // falls in a straight line over some decades, and rises again at once
            var curve = Climb(rate => Math.Log10(rate) < bottom ? 1 + Math.Clamp((bottom - Math.Log10(rate)) / width, 0, 1) : 1 + (3 * (Math.Log10(rate) - bottom)));
            var suggestion = RateSuggestion.Of(curve, Test);

            // the smoothed loss lags behind the ramp by its memory: 20 steps of 167 a decade
            Assert.InRange(Math.Log10(suggestion.LowestAt), bottom - 0.01, bottom + 0.13);
            var (fallen, margin) = (bottom - (0.1 * width), Math.Log10(suggestion.LowestAt / RateSuggestion.Margin));
            Assert.InRange(Math.Log10(suggestion.Rate), Math.Min(fallen, margin) - 0.05, Math.Min(fallen + 0.13, margin) + 0.05);
            Assert.InRange(Math.Log10(suggestion.Steepest), bottom - width - 0.1, bottom + 0.13);
        });

    [Fact]
    public void A_set_that_is_learned_before_the_ramp_ends_gets_the_rate_that_learned_it()
    {
        var curve = Climb(rate => 2.3 / (1 + Math.Pow(rate / 0.01, 4)));

        Assert.InRange(RateSuggestion.Of(curve, Test).Rate, 0.01, 0.03);
    }

    [Theory]
    [InlineData(2.3, 2.3)]
    [InlineData(2.3, 2.2)]
    [InlineData(2.3, 9.9)]
    public void A_loss_that_does_not_fall_gives_no_suggestion(double first, double last)
    {
        var curve = Climb(rate => first + ((last - first) * rate / 10));

        var fault = Assert.Throws<ToolException>(() => RateSuggestion.Of(curve, Test));

        Assert.Equal(ExitCode.CheckFailed, fault.Code);
    }

    [Fact]
    public void A_request_to_stop_ends_it_without_a_curve()
    {
        using var stop = new CancellationTokenSource();

        var done = 0;
        var curve = Test.Run(new KnownLoss(_ => 1), new SampleOrder(Plan, 640), BatchSize, _ => Count(), stop.Token);

        Assert.Null(curve);
        Assert.Equal(4, done);

        void Count()
        {
            if (++done == 4)
            {
                stop.Cancel();
            }
        }
    }

    private static RangeTest Test => new(1e-5, 10, 1000);

    private static RateCurve Climb(Func<double, double> loss) => Test.Run(new KnownLoss(loss), new SampleOrder(Plan, 640), BatchSize, _ => { }, CancellationToken.None)!;

    /// <summary>A step that learns nothing and answers with a function of the rate.</summary>
    private sealed class KnownLoss(Func<double, double> loss) : ITrainingStep
    {
        public List<int[]> Batches { get; } = [];

        public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
        {
            Batches.Add(samples.ToArray());
            return new BatchResult(loss(pace.Rate) * samples.Length, 0);
        }

        public void Dispose()
        {
        }
    }
}
