using CsCheck;
using Toolchain.Trainer.Comparisons;

namespace Toolchain.Trainer.Tests.Comparisons;

public sealed class SeedListTests
{
    [Theory]
    [InlineData("1..5", "1 2 3 4 5")]
    [InlineData("1,2,5", "1 2 5")]
    [InlineData("7", "7")]
    [InlineData("3..3", "3")]
    [InlineData("5, 1..2", "5 1 2")]
    [InlineData("18446744073709551614..18446744073709551615", "18446744073709551614 18446744073709551615")]
    public void Reads_numbers_and_ranges_in_their_order(string text, string seeds) => Assert.Equal(seeds, string.Join(' ', SeedList.Parse(text)));

    [Theory]
    [InlineData("5..1")]
    [InlineData("1,1")]
    [InlineData("1..3,2")]
    [InlineData("1..2..3")]
    [InlineData("-1")]
    [InlineData("1,")]
    [InlineData("one")]
    [InlineData("1.5")]
    [InlineData("..")]
    [InlineData("18446744073709551616")]
    [InlineData("1..1001")]
    [InlineData("0..18446744073709551615")]
    public void Refuses_what_is_no_list_of_different_seeds(string text)
    {
        var fault = Assert.Throws<FormatException>(() => SeedList.Parse(text));

        Assert.Contains("it must be", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back() => Gen.ULong[0, 40].Array[1, 20].Sample(drawn =>
    {
        ulong[] seeds = [.. drawn.Distinct()];

        Assert.Equal(seeds, SeedList.Parse(SeedList.Write(seeds)));
    });

    [Fact]
    public void Neighbours_are_written_as_a_range() => Assert.Equal("1..3,7,9..10", SeedList.Write([1, 2, 3, 7, 9, 10]));
}
