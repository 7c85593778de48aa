using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Samples;

namespace Toolchain.Contracts.Tests.Samples;

public class AugmentationTextTests
{
    private static readonly Gen<AugmentationSpec> AnySpec = Gen.Select(
        Gen.Double[0, 28], Gen.Double[0, 180], Gen.Double[0, 0.9], Gen.Double[0, 1], Gen.Double[0.01, 28], Gen.Double[0.5, 28], (shift, rotate, scale, shear, elastic, smoothness) =>
            new AugmentationSpec(shift, rotate, scale, shear, elastic, smoothness));

    [Fact]
    public void What_is_written_reads_back_to_the_same_numbers() =>
        AnySpec.Sample(spec => Assert.Equal(spec, AugmentationText.Parse(AugmentationText.Write(spec))));

    [Theory]
    [InlineData("shift:2,rotate:10,scale:0.1,elastic", 2, 10, 0.1, 0, 1, 4)]
    [InlineData("elastic:1.5,smoothness:3", 0, 0, 0, 0, 1.5, 3)]
    [InlineData("shear:0.2", 0, 0, 0, 0.2, 0, 4)]
    [InlineData(" shift , rotate ", 2, 10, 0, 0, 0, 4)]
    [InlineData("shift:1e0", 1, 0, 0, 0, 0, 4)]
    public void A_name_stands_alone_or_before_a_number(string text, double shift, double rotate, double scale, double shear, double elastic, double smoothness) =>
        Assert.Equal(new AugmentationSpec(shift, rotate, scale, shear, elastic, smoothness), AugmentationText.Parse(text));

    [Theory]
    [InlineData("none")]
    [InlineData("shift:0")]
    [InlineData("elastic:0")]
    public void Nothing_to_vary_is_no_augmentation(string text) => Assert.Null(AugmentationText.Parse(text));

    [Fact]
    public void No_augmentation_is_written_as_none()
    {
        Assert.Equal("none", AugmentationText.Write(null));
        Assert.Equal("none", AugmentationText.Write(new AugmentationSpec()));
    }

    [Theory]
    [InlineData("shfit:2", "did you mean 'shift'?")]
    [InlineData("Rotate:2", "did you mean 'rotate'?")]
    [InlineData("elastics", "did you mean 'elastic'?")]
    [InlineData("shift=2", "did you mean 'shift'?")]
    [InlineData("blur:2", "shift, rotate, scale, shear, elastic, smoothness")]
    [InlineData("", "no way to vary images")]
    [InlineData("shift:2,", "no way to vary images")]
    [InlineData("none,shift:2", "'none'")]
    [InlineData("shift:", "a number after 'shift:'")]
    [InlineData("shift:two", "a number after 'shift:'")]
    [InlineData("shift:2:3", "a number after 'shift:'")]
    [InlineData("shift:1,5", "'5'")]
    [InlineData("shift:2,shift:3", "appears twice")]
    [InlineData("shift:-1", "between 0 and 28")]
    [InlineData("shift:28.5", "between 0 and 28")]
    [InlineData("shift:NaN", "between 0 and 28")]
    [InlineData("rotate:181", "between 0 and 180")]
    [InlineData("rotate:1e999", "between 0 and 180")]
    [InlineData("scale:1", "between 0 and 0.9")]
    [InlineData("shear:2", "between 0 and 1")]
    [InlineData("elastic:Infinity", "between 0 and 28")]
    [InlineData("elastic,smoothness:0", "between 0.5 and 28")]
    [InlineData("smoothness:3", "nothing that it smooths")]
    public void Refuses_what_cannot_be_with_a_way_on(string text, string said)
    {
        var fault = Assert.Throws<ToolException>(() => AugmentationText.Parse(text));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }
}
