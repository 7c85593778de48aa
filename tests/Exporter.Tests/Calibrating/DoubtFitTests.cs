using CsCheck;
using Toolchain.Contracts.Samples;
using Toolchain.Exporter.Calibrating;

namespace Toolchain.Exporter.Tests.Calibrating;

public sealed class DoubtFitTests
{
    [Fact]
    public void No_more_than_the_agreed_share_is_marked_and_hardly_less() =>
        Gen.ULong.Sample(
            seed =>
            {
                var numbers = new RandomNumbers(seed, Purpose.Shuffling, 0);
                double[] Drawn(double least, double most) => [.. Enumerable.Range(0, 2000).Select(_ => least + (numbers.NextUnit() * (most - least)))];
                var (confidences, scores) = (Drawn(0, 1), Drawn(-5, 20));
                var (leastConfidence, leastScore) = DoubtFit.Of(confidences, scores);

                var marked = confidences.Zip(scores).Count(pair => pair.First < leastConfidence || pair.Second < leastScore);

                // a step of the quantile marks up to two more, and rounding down may leave out a neighbour of each threshold
                Assert.InRange(marked, (DoubtFit.MostMarked * 2000) - 6, DoubtFit.MostMarked * 2000);
            },
            iter: 50);

    [Fact]
    public void A_network_that_is_sure_of_everything_is_not_doubted_for_it()
    {
        double[] sure = [.. Enumerable.Range(0, 2000).Select(i => 0.99996 + (i * 1e-8))];

        var (leastConfidence, leastScore) = DoubtFit.Of(sure, sure);

        Assert.Equal((0.9999, 0.9999), (leastConfidence, leastScore));
        Assert.DoesNotContain(sure, confidence => confidence < leastConfidence);
    }

    [Fact]
    public void Too_few_images_to_spare_one_mark_none()
    {
        double[] same = [0.4, 0.5, 0.6];

        Assert.Equal((0.4, 0.4), DoubtFit.Of(same, same));
    }
}
