using CsCheck;
using Toolchain.Exporter.Calibrating;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Tests.Calibrating;

public sealed class TemperatureFitTests
{
    private const int Classes = 4;

    [Fact]
    public void Finds_the_temperature_that_the_truth_was_drawn_at() => Gen.Select(Gen.Double[0.3, 3], Gen.ULong).Sample(
        (temperature, seed) =>
        {
            var (logits, truth) = Drawn(temperature, seed, 20_000);

            var found = TemperatureFit.Of(logits, truth);

            Assert.InRange(found, temperature * 0.9, temperature * 1.1);
        },
        iter: 10);

    [Fact]
    public void Logits_that_are_so_many_times_larger_have_so_many_times_the_temperature() => Gen.Select(Gen.Float[0.5f, 2], Gen.ULong).Sample(
        (factor, seed) =>
        {
            var (logits, truth) = Drawn(1, seed, 2000);

            var found = TemperatureFit.Of([.. logits.Select(logit => logit * factor)], truth);

            Assert.Equal(1, found / (factor * TemperatureFit.Of(logits, truth)), 2);
        },
        iter: 10);

    [Fact]
    public void Answers_that_are_all_right_want_the_least_temperature() =>
        Assert.Equal(TemperatureFit.Least, TemperatureFit.Of([0.5f, 0, 0, 0, 0, 0.5f, 0, 0], [0, 1]), 3);

    [Fact]
    public void Answers_that_are_all_wrong_want_the_largest() =>
        Assert.Equal(1 / TemperatureFit.Least, TemperatureFit.Of([0.5f, 0, 0, 0, 0, 0.5f, 0, 0], [1, 0]), 3);

    // truth drawn from softmax(logits / temperature)
    private static (float[] Logits, byte[] Truth) Drawn(double temperature, ulong seed, int count)
    {
        var numbers = new Contracts.Samples.RandomNumbers(seed, Contracts.Samples.Purpose.Shuffling, 0);
        float[] logits = [.. Enumerable.Range(0, count * Classes).Select(_ => (float)((numbers.NextUnit() * 8) - 4))];
        var truth = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var draw = numbers.NextUnit();
            var shares = ModelAnswers.Softmax(logits.AsSpan(i * Classes, Classes), temperature);
            while (truth[i] < Classes - 1 && (draw -= shares[truth[i]]) > 0)
            {
                truth[i]++;
            }
        }

        return (logits, truth);
    }
}
