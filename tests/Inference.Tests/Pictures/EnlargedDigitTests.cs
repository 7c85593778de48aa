using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Models;
using Toolchain.Inference.Tests.Models;

namespace Toolchain.Inference.Tests.Pictures;

public class EnlargedDigitTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>
{
    private const int Digits = 300;

    [Theory]
    [InlineData(4, 0.985)]
    [InlineData(7, 0.985)]
    [InlineData(11, 0.985)]
    [InlineData(20, 0.985)]
    public void A_digit_drawn_large_and_dark_keeps_its_label(int factor, double share)
    {
        using var model = DigitModel.Open(new ModelRequest(shared.Path));
        using var batch = model.CreateBatch();

        var kept = Enumerable.Range(0, Digits).Count(i =>
        {
            var digit = shared.Data.Test.Images.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels).ToArray();
            digit.CopyTo(batch.PixelsFrom(0));
            Drawing.Normalized(Drawing.Enlarged(digit, factor)).CopyTo(batch.PixelsFrom(1));
            batch.Run(2);
            return batch.LabelOf(0) == batch.LabelOf(1);
        });

        Assert.True(kept >= Digits * share, $"{kept} of {Digits} keep their label");
    }
}
