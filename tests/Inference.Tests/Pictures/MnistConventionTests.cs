using CsCheck;
using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Images;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;

namespace Toolchain.Inference.Tests.Pictures;

public class MnistConventionTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>
{
    [Fact]
    public void Every_picture_of_both_splits_passes_through_untouched()
    {
        var target = new byte[DatasetFolder.Pixels];
        foreach (var split in new[] { shared.Data.Train, shared.Data.Test })
        {
            for (var i = 0; i < split.Count; i++)
            {
                var digit = split.Images.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels);

                DigitNormalizer.Normalize(new Raster(28, 28, Raster.Grey, digit.ToArray()), target);

                Assert.True(digit.Span.SequenceEqual(target), $"picture {i}");
            }
        }
    }

    [Fact]
    public void Every_negative_of_a_test_picture_comes_back_exactly()
    {
        var target = new byte[DatasetFolder.Pixels];
        for (var i = 0; i < shared.Data.Test.Count; i++)
        {
            var digit = shared.Data.Test.Images.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels).ToArray();
            var negative = Array.ConvertAll(digit, pixel => (byte)(255 - pixel));

            DigitNormalizer.Normalize(new Raster(28, 28, Raster.Grey, negative), target);

            Assert.True(digit.AsSpan().SequenceEqual(target), $"picture {i}");
        }
    }

    [Fact]
    public void A_test_picture_that_is_moved_whole_comes_back_exactly() =>
        Gen.Select(Gen.Int[0, 9_999], Gen.Int[-8, 8], Gen.Int[-8, 8]).Sample(
            (i, right, down) =>
            {
                var digit = shared.Data.Test.Images.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels).ToArray();
                var (moved, kept) = (new byte[DatasetFolder.Pixels], 0);
                for (var pixel = 0; pixel < digit.Length; pixel++)
                {
                    var (y, x) = Math.DivRem(pixel, DatasetFolder.Side);
                    if (digit[pixel] > 0 && x + right is >= 0 and < DatasetFolder.Side && y + down is >= 0 and < DatasetFolder.Side)
                    {
                        moved[((y + down) * DatasetFolder.Side) + x + right] = digit[pixel];
                        kept++;
                    }
                }

                var target = new byte[DatasetFolder.Pixels];
                DigitNormalizer.Normalize(new Raster(DatasetFolder.Side, DatasetFolder.Side, Raster.Grey, moved), target);

                // by one pixel it still is what MNIST's pictures are, and passes as it is; cut at an edge it is another picture
                return kept < digit.Count(value => value > 0) || target.SequenceEqual(Math.Max(Math.Abs(right), Math.Abs(down)) > 1 ? digit : moved) || target.SequenceEqual(digit);
            },
            iter: 500);

    [Fact]
    public void A_file_of_a_digit_decodes_to_the_digit() =>
        Gen.Int[0, 9_999].Sample(
            i =>
            {
                var digit = shared.Data.Test.Images.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels).ToArray();
                var target = new byte[DatasetFolder.Pixels];

                DigitNormalizer.Normalize(ImageDecoder.Decode(PngBytes.Of(28, 28, digit)), target);

                return digit.AsSpan().SequenceEqual(target);
            },
            iter: 200);
}
