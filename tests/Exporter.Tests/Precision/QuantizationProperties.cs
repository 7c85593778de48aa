using CsCheck;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Precision.Quantization;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Tests.Precision;

public sealed class QuantizationProperties
{
    private static readonly Gen<float> AnyValue = Gen.Frequency((8, Gen.Float[-3, 3]), (1, Gen.Float[-1e-6f, 1e-6f]), (1, Gen.Float[-1e5f, 1e5f]), (1, Gen.Const(0f)));
    private static readonly Gen<float[]> AnyValues = AnyValue.Array[1, 300];

    [Fact]
    public void A_weight_is_off_by_half_a_step_of_its_channel_at_most_and_no_step_is_beyond_the_largest() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[0, 1]).SelectMany(
            (channels, inner, outer, axis) => AnyValue.Array[channels * inner * outer].Select(values => (channels, inner, outer, axis, values))).Sample(
            drawn =>
            {
                var (channels, inner, outer, axis, values) = drawn;
                long[] shape = axis == 0 ? [channels, inner * outer] : [outer, channels, inner];
                var weight = GraphEdits.Tensor<float>("w", TensorProto.Types.DataType.Float, values, shape);

                var (steps, scales) = WeightQuantizer.Round(weight, axis, least: null);

                Assert.Equal((values.Length, channels), (steps.Length, scales.Length));
                for (var i = 0; i < values.Length; i++)
                {
                    var channel = axis == 0 ? i / (inner * outer) : i / inner % channels;
                    Assert.InRange(steps[i], -WeightQuantizer.Most, WeightQuantizer.Most);
                    Assert.True(Math.Abs(values[i] - (steps[i] * (double)scales[channel])) <= scales[channel] * 0.5001, $"{values[i]} is {steps[i]} × {scales[channel]}");
                }
            });

    [Fact]
    public void The_largest_weight_of_a_channel_takes_the_last_step_and_a_channel_of_zeros_stays_zero()
    {
        var weight = GraphEdits.Tensor<float>("w", TensorProto.Types.DataType.Float, [0.5f, -2, 0, 0, 0.25f, 0.125f], 3, 2);

        var (steps, scales) = WeightQuantizer.Round(weight, axis: 0, least: null);

        Assert.Equal([-WeightQuantizer.Most, 0, 0, WeightQuantizer.Most], [steps[1], steps[2], steps[3], steps[4]]);
        Assert.Equal(2f / WeightQuantizer.Most, scales[0]);
    }

    [Fact]
    public void A_bias_fits_into_32_bits_beside_the_sum_of_its_products_however_small_the_weights_are() =>
        Gen.Select(AnyValue, Gen.Float[1e-9f, 1e-3f], Gen.Float[1e-6f, 10]).Sample((value, weight, input) =>
        {
            var bias = GraphEdits.Tensor<float>("b", TensorProto.Types.DataType.Float, [value], 1);
            var (_, scales) = WeightQuantizer.Round(GraphEdits.Tensor<float>("w", TensorProto.Types.DataType.Float, [weight], 1, 1), axis: 0, WeightQuantizer.Least(bias, input));

            var (steps, factors) = WeightQuantizer.Round(bias, input, scales);

            Assert.True(Math.Abs((long)steps[0]) <= (1L << 30) * 1.000001, $"{steps[0]} steps"); // the factor is rounded to float32
            Assert.Equal(value, steps[0] * (double)factors[0], Math.Abs(value) * 1e-6 + factors[0]);
        });

    [Fact]
    public void Zero_is_a_step_of_every_range_and_what_lies_in_a_range_is_off_by_one_step_at_most() =>
        Gen.Select(AnyValue, AnyValue, Gen.Double[0, 1]).Sample((one, other, share) =>
        {
            var range = ValueRange.Of(Math.Min(one, other), Math.Max(one, other));
            var value = range.Low + (share * (range.High - range.Low));

            var (scale, zero) = range.Steps;
            var step = Math.Clamp(Math.Round(value / scale) + zero, 0, 255);

            Assert.True(range.Low <= 0 && range.High >= 0);
            Assert.InRange(Math.Abs(((step - zero) * scale) - value), 0, scale * 1.0001);
        });

    [Fact]
    public void Every_method_gives_a_range_within_what_was_seen() =>
        AnyValues.Sample(values =>
        {
            var histogram = new Histogram(Math.Min(0, values.Min()), Math.Max(0, values.Max()));
            histogram.Add(values);

            foreach (var (name, method) in StaticQuantization.Methods)
            {
                var range = method(histogram);
                Assert.True(range.Low >= histogram.MinMax.Low && range.High <= histogram.MinMax.High && range.Low <= 0 && range.High >= 0, $"{name}: {range}");
            }
        });

    [Fact]
    public void Entropy_cuts_a_thin_tail_off_so_that_the_bulk_has_steps_of_its_own()
    {
        // of 2048 bins between 0 and 1000 the bulk fills one; at the whole range it would share a step with 15 others, at 187.5 with none
        var histogram = new Histogram(0, 1000);
        histogram.Add([.. Enumerable.Range(0, 200_000).Select(i => 0.5f + (i / 500_000f)), .. Enumerable.Range(1, 2046).Select(bin => (bin + 0.5f) * 1000 / 2048)]);

        Assert.InRange(histogram.Entropy().High, 60f, 187.5f);
    }

    [Fact]
    public void A_percentile_leaves_out_a_lone_number_among_many()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => i % 1000 / 1000f).Append(50f).ToArray();
        var histogram = new Histogram(0, 50);
        histogram.Add(values);

        Assert.Equal(50, histogram.MinMax.High);
        Assert.InRange(histogram.Percentile().High, 0.99f, 1.1f);
    }
}
