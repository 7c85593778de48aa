using CsCheck;
using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Samples.Augmentation;

namespace Toolchain.Trainer.Tests.Samples.Augmentation;

public class ResamplingTests
{
    private const int Side = DatasetFolder.Side;

    private static readonly Gen<byte[]> AnyImage = Gen.Byte.Array[DatasetFolder.Pixels];
    private static readonly Gen<AffineMap> AnyMap =
        Gen.Select(Gen.Double[-30, 30], Gen.Double[-30, 30], Gen.Double[-180, 180], Gen.Double[0.1, 1.9], Gen.Double[0.1, 1.9], Gen.Double[-1, 1], AffineMap.Moving);

    [Fact]
    public void Nothing_asked_for_leaves_every_bit() =>
        AnyImage.Sample(image => Assert.Equal(image, Moved(image, AffineMap.Moving(0, 0))));

    [Fact]
    public void A_shift_by_whole_pixels_moves_them_as_they_are_and_black_follows() =>
        Gen.Select(AnyImage, Gen.Int[-29, 29], Gen.Int[-29, 29]).Sample((image, right, down) =>
        {
            var moved = Moved(image, AffineMap.Moving(right, down));

            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    Assert.Equal(At(image, x - right, y - down), moved[(y * Side) + x]);
                }
            }
        });

    [Fact]
    public void Agrees_with_the_plain_formula_in_double_precision() =>
        Gen.Select(AnyImage, AnyMap, Gen.Float[-40, 40].Array[DatasetFolder.Pixels], Gen.Float[-40, 40].Array[DatasetFolder.Pixels], Gen.Bool).Sample((image, map, dx, dy, displaced) =>
        {
            var moved = new byte[DatasetFolder.Pixels];

            Resampling.Apply(image, map, displaced ? dx : [], displaced ? dy : [], moved);

            for (var i = 0; i < moved.Length; i++)
            {
                var (column, row) = (i % Side, i / Side);
                var x = ((double)map.Xx * column) + ((double)map.Xy * row) + map.X0 + (displaced ? dx[i] : 0);
                var y = ((double)map.Yx * column) + ((double)map.Yy * row) + map.Y0 + (displaced ? dy[i] : 0);
                var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
                var (right, down) = (x - left, y - top);
                var value = ((1 - down) * (((1 - right) * At(image, left, top)) + (right * At(image, left + 1, top))))
                    + (down * (((1 - right) * At(image, left, top + 1)) + (right * At(image, left + 1, top + 1))));

                // half a step of rounding, and float32 coordinates of up to some hundreds of pixels
                Assert.InRange(moved[i] - value, -0.5 - 0.1, 0.5 + 0.1);
            }
        });

    [Theory]
    [InlineData(90, Side - 1)]
    [InlineData(180, DatasetFolder.Pixels - 1)]
    [InlineData(-90, DatasetFolder.Pixels - Side)]
    public void A_rotation_turns_clockwise_a_negative_one_the_other_way(double degrees, int corner)
    {
        var image = new byte[DatasetFolder.Pixels];
        image[0] = 255;

        var turned = Moved(image, AffineMap.Moving(0, 0, degrees));

        Assert.InRange(turned[corner], (byte)253, (byte)255);
        Assert.InRange(turned.Sum(pixel => pixel), 253, 257);
    }

    [Fact]
    public void A_rotation_there_and_back_gives_the_picture_again() =>
        Gen.Double[-180, 180].Sample(degrees =>
        {
            var image = Blob(spread: 3);

            var back = Moved(Moved(image, AffineMap.Moving(0, 0, degrees)), AffineMap.Moving(0, 0, -degrees));

            // bilinear reading is wrong by at most an eighth of the curvatures, 2 · 250 / 3² here, each time
            Assert.InRange(image.Zip(back, (was, now) => Math.Abs(was - now)).Max(), 0, 14);
        });

    [Fact]
    public void Ink_grows_with_the_area_and_with_nothing_else() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[-180, 180], Gen.Double[0.8, 1.2], Gen.Double[0.8, 1.2], Gen.Double[-0.3, 0.3]).Sample((right, down, degrees, width, height, shear) =>
        {
            var image = Blob();

            var moved = Moved(image, AffineMap.Moving(right, down, degrees, width, height, shear));

            Assert.Equal(width * height, Ink(moved) / Ink(image), 0.03);
        });

    [Fact]
    public void The_content_is_stretched_sheared_turned_and_shifted_about_the_middle() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[-180, 180], Gen.Double[0.8, 1.2], Gen.Double[0.8, 1.2], Gen.Double[-0.3, 0.3]).Sample((right, down, degrees, width, height, shear) =>
        {
            const double OffX = 3, OffY = -2;

            var moved = Moved(Blob(OffX, OffY), AffineMap.Moving(right, down, degrees, width, height, shear));

            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            var (x, y) = ((width * OffX) + (shear * height * OffY), height * OffY);
            Assert.Equal((cos * x) - (sin * y) + right, CentreOfInk(moved, i => i % Side), 0.05);
            Assert.Equal((sin * x) + (cos * y) + down, CentreOfInk(moved, i => i / Side), 0.05);
        });

    private static byte[] Moved(byte[] image, AffineMap map)
    {
        var moved = new byte[DatasetFolder.Pixels];
        Resampling.Apply(image, map, [], [], moved);
        return moved;
    }

    // a soft spot, small enough to stay inside whatever is done to it
    private static byte[] Blob(double offX = 0, double offY = 0, double spread = 2) =>
        [.. Enumerable.Range(0, DatasetFolder.Pixels).Select(i => (byte)Math.Round(250 * Math.Exp(-(Square((i % Side) - 13.5 - offX) + Square((i / Side) - 13.5 - offY)) / (2 * spread * spread))))];

    private static double Square(double value) => value * value;

    private static double Ink(byte[] image) => image.Sum(pixel => (double)pixel);

    private static double CentreOfInk(byte[] image, Func<int, int> place) => image.Select((pixel, i) => pixel * (place(i) - 13.5)).Sum() / Ink(image);

    private static byte At(byte[] image, int x, int y) => x is >= 0 and < Side && y is >= 0 and < Side ? image[(y * Side) + x] : (byte)0;
}
