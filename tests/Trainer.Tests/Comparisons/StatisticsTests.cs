using CsCheck;
using Toolchain.Trainer.Comparisons.Statistics;

namespace Toolchain.Trainer.Tests.Comparisons;

public sealed class StatisticsTests
{
    // from the t table of Abramowitz and Stegun (26.10), and the closed forms of one and two degrees of freedom
    [Theory]
    [InlineData(0.95, 1, 12.706)]
    [InlineData(0.95, 2, 4.303)]
    [InlineData(0.95, 3, 3.182)]
    [InlineData(0.95, 4, 2.776)]
    [InlineData(0.95, 9, 2.262)]
    [InlineData(0.95, 30, 2.042)]
    [InlineData(0.95, 120, 1.980)]
    [InlineData(0.99, 4, 4.604)]
    [InlineData(0.50, 1, 1.000)]
    [InlineData(0.90, 7, 1.895)]
    public void The_quantiles_of_t_are_those_of_the_table(double probability, int degrees, double quantile) =>
        Assert.Equal(quantile, StudentT.TwoSided(probability, degrees), 0.0005);

    [Fact]
    public void With_one_and_two_degrees_of_freedom_the_quantiles_have_a_closed_form() => Gen.Double[0.01, 0.99].Sample(probability =>
    {
        Assert.Equal(Math.Tan(Math.PI * probability / 2), StudentT.TwoSided(probability, 1), 1e-9);
        Assert.Equal(probability * Math.Sqrt(2 / (1 - (probability * probability))), StudentT.TwoSided(probability, 2), 1e-9);
    });

    [Fact]
    public void More_degrees_of_freedom_narrow_the_interval_down_to_that_of_the_normal_distribution() => Gen.Int[1, 200].Sample(degrees =>
    {
        var (few, more) = (StudentT.TwoSided(0.95, degrees), StudentT.TwoSided(0.95, degrees + 1));

        Assert.InRange(more, 1.959964, few);
        Assert.NotEqual(more, few);
    });

    [Fact]
    public void Mean_and_standard_deviation_are_those_of_a_sample()
    {
        // mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, and 32 / 7 under the root
        var spread = Spread.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(new Spread(8, 5, Math.Sqrt(32.0 / 7), 2, 9), spread);
    }

    [Fact]
    public void A_single_value_has_no_deviation_and_none_has_no_spread()
    {
        Assert.Equal(new Spread(1, 3, null, 3, 3), Spread.Of([3]));
        Assert.Null(Spread.Of([]));
    }

    [Fact]
    public void A_difference_is_taken_seed_by_seed()
    {
        // differences 1, 2, 3: mean 2, deviation 1, error 1/√3, t of two degrees of freedom 4.302653
        var difference = PairedDifference.Of([11, 22, 33], [10, 20, 30])!;

        Assert.Equal((3, 2.0), (difference.Pairs, difference.Mean));
        Assert.Equal(0.577350, difference.StandardError!.Value, 1e-6);
        Assert.Equal(2 - 2.484138, difference.Low!.Value, 1e-5);
        Assert.Equal(2 + 2.484138, difference.High!.Value, 1e-5);
        Assert.False(difference.IsClear);
        Assert.True(PairedDifference.Of([11, 21, 31.1], [10, 20, 30])!.IsClear);
    }

    [Fact]
    public void Seeds_that_miss_a_measurement_do_not_count()
    {
        Assert.Equal(2, PairedDifference.Of([1, null, 3, 4], [0, 0, null, 1])!.Pairs);
        Assert.Equal(new PairedDifference(1, 5, null, null, null), PairedDifference.Of([5, null], [0, 0]));
        Assert.Null(PairedDifference.Of([null, 1], [1, null]));
    }

    [Fact]
    public void What_all_seeds_share_leaves_a_difference_unmoved() => Gen.Select(Gen.Double[-1, 1].Array[2, 8], Gen.Double[-100, 100]).Sample((values, shift) =>
    {
        var baseline = values.Select((value, i) => (double?)(value * i)).ToArray();
        var plain = PairedDifference.Of(values.Select(value => (double?)value), baseline)!;
        var shifted = PairedDifference.Of(values.Select(value => (double?)(value + shift)), baseline.Select(value => value + shift))!;

        Assert.Equal(plain.Mean, shifted.Mean, 1e-9);
        Assert.Equal(plain.High!.Value, shifted.High!.Value, 1e-9);
    });
}
