using CsCheck;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Tests.Pictures;

public class OrientationTests
{
    private static readonly Raster Stored = new(3, 2, Raster.Grey, [1, 2, 3, 4, 5, 6]);

    // as Exif describes them: where the first row and the first column of the stored picture lie when it is looked at
    [Theory]
    [InlineData(1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(0, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(99, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void A_picture_is_turned_as_it_is_to_be_looked_at(int orientation, int width, byte[] expected)
    {
        var turned = Stored.Turned((Orientation)orientation);

        Assert.Equal(width, turned.Width);
        Assert.Equal(expected, turned.Pixels);
    }

    [Fact]
    public void A_quarter_turn_and_three_more_change_nothing() =>
        Drawing.AnyPage.Sample(page => page.Turned(Orientation.QuarterTurn).Turned(Orientation.ThreeQuarterTurn).Pixels.SequenceEqual(page.Pixels));
}
