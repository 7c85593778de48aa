using CsCheck;
using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Samples.Augmentation;

namespace Toolchain.Trainer.Tests.Samples.Augmentation;

public class ElasticFieldTests
{
    private const int Side = DatasetFolder.Side;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2.5, 4)]
    [InlineData(1, 2)]
    [InlineData(0.7, 0.5)]
    [InlineData(1, 12)]
    public void Every_pixel_is_displaced_by_the_standard_deviation_asked_for_along_both_axes(double strength, double smoothness)
    {
        const int Draws = 4000;
        var squares = new double[2 * DatasetFolder.Pixels];
        var sums = new double[2 * DatasetFolder.Pixels];

        foreach (var (x, y) in Fields(Draws, strength, smoothness))
        {
            for (var i = 0; i < squares.Length; i++)
            {
                var value = i < DatasetFolder.Pixels ? x[i] : y[i - DatasetFolder.Pixels];
                sums[i] += value;
                squares[i] += value * value;
            }
        }

        // of 1568 estimates from 4000 draws each, the worst lies within five of its standard errors: 5 / √8000, and 5 / √4000 for the mean
        Assert.All(squares, sum => Assert.Equal(strength, Math.Sqrt(sum / Draws), 0.056 * strength));
        Assert.All(sums, sum => Assert.Equal(0, sum / Draws, 0.08 * strength));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Displacements_resemble_one_another_as_those_of_a_Gaussian_do(double smoothness)
    {
        const int Draws = 4000, Middle = (14 * Side) + 7;
        for (var distance = 0; distance <= 12; distance += 2)
        {
            var (along, down) = (0.0, 0.0);
            foreach (var (x, y) in Fields(Draws, 1, smoothness))
            {
                along += x[Middle] * x[Middle + distance] / Draws;
                down += y[Middle] * y[Middle - (distance * Side)] / Draws;
            }

            // white noise under a Gaussian of σ has the correlation e^(−d² / 4σ²); the spline's kernel is its approximation
            var expected = Math.Exp(-distance * distance / (4 * smoothness * smoothness));
            Assert.Equal(expected, along, 0.07);
            Assert.Equal(expected, down, 0.07);
        }
    }

    [Fact]
    public void The_two_axes_are_displaced_independently()
    {
        const int Draws = 4000;

        var product = Fields(Draws, 1, 4).Sum(field => (double)field.X[400] * field.Y[400]) / Draws;

        Assert.Equal(0, product, 0.08);
    }

    [Fact]
    public void No_displacement_is_absurd() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 100_000], Gen.Double[0, 28], Gen.Double[0.5, 28]).Sample((seed, sample, strength, smoothness) =>
        {
            var (x, y) = Field(seed, sample, strength, smoothness);

            // sixteen numbers of at most √3, whose weights are positive and sum to 1
            var most = (strength * Math.Sqrt(3) * 315 / 151) + 1e-4;
            Assert.All(x[..DatasetFolder.Pixels], value => Assert.InRange(value, -most, most));
            Assert.All(y[..DatasetFolder.Pixels], value => Assert.InRange(value, -most, most));
        });

    private static IEnumerable<(float[] X, float[] Y)> Fields(int draws, double strength, double smoothness) =>
        Enumerable.Range(0, draws).Select(sample => Field(1, sample, strength, smoothness));

    private static (float[] X, float[] Y) Field(ulong seed, int sample, double strength, double smoothness)
    {
        var (x, y) = (new float[ElasticField.Room], new float[ElasticField.Room]);
        var noise = new VariationNoise(seed, 0, sample);
        ElasticField.Draw(ref noise, strength, smoothness, x, y);
        return (x, y);
    }
}
