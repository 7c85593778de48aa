using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

public unsafe class PixelTests
{
    public static TheoryData<string> Widths => DenseUpdateTests.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_pixel_becomes_the_quotient_by_255_in_rows_and_panels_and_only_empty_columns_are_unmarked(string width)
    {
        const int Inputs = 100, Samples = 70;
        var kernels = DenseKernels.Supported.Single(kernels => kernels.Name == width);
        using var batch = new DenseBatch(new DenseChain([new DenseLayer(Inputs, 3) { Weight = null, Bias = null }]), Samples, backward: true) { Count = Samples };
        for (var i = 0; i < Samples; i++)
        {
            for (var column = 0; column < Inputs; column++)
            {
                batch.Pixels[(i * batch.RowLength(0)) + column] = Pixel(i, column);
            }
        }

        kernels.ReadPixels(batch, new Share(0, 48));
        kernels.ReadPixels(batch, new Share(48, Inputs));

        var seen = new HashSet<byte>();
        for (var column = 0; column < Inputs; column++)
        {
            var isEmpty = Enumerable.Range(0, Samples).All(i => Pixel(i, column) == 0);
            Assert.Equal(isEmpty, batch.Marks[column] == 0);
            for (var i = 0; i < Samples && !isEmpty; i++)
            {
                seen.Add(Pixel(i, column));
                var expected = Pixel(i, column) / 255f;
                Assert.Equal(expected, batch.Rows(0)[(i * batch.RowLength(0)) + column]);
                Assert.Equal(expected, batch.Panels(0)[(((i / 32 * batch.RowLength(0)) + column) * 32) + (i % 32)]);
            }
        }

        Assert.Equal(256, seen.Count);
        for (var i = 0; i < Samples; i++)
        {
            for (var begin = 0; begin < Inputs; begin += Share.Grain)
            {
                var isTouched = Enumerable.Range(begin, Math.Min(Share.Grain, Inputs - begin)).Any(column => Pixel(i, column) != 0);
                Assert.Equal(isTouched, batch.Touches[(begin / Share.Grain * batch.Capacity) + i] != 0);
            }
        }
    }

    // the first columns are empty, as MNIST's borders are, and some samples have nothing in a block of others
    private static byte Pixel(int sample, int column) => column is < 20 or 77 || (sample % 3 == 0 && column is >= 48 and < 64) ? (byte)0 : (byte)((sample * 7) + (column * 3));
}
