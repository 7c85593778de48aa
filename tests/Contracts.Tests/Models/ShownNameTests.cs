using CsCheck;
using Toolchain.Contracts.Models;

namespace Toolchain.Contracts.Tests.Models;

public sealed class ShownNameTests
{
    private static readonly string[] Drawn = ["a", "b", "c", "", "\u0007"];

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData(" \t", "is empty")]
    [InlineData("a\nb", "has a control character")]
    [InlineData("\u001b[2J", "has a control character")]
    [InlineData("a\uD800", "holds what is no text")]
    [InlineData("caf\uFFFD", "holds what is no text")]
    [InlineData("鳥 & \U0001F600, \"b\"", null)]
    public void A_name_is_text_that_can_be_shown(string? name, string? fault) => Assert.Equal(fault, ShownName.FaultOf(name));

    [Fact]
    public void A_name_has_an_end() =>
        Gen.Int[1, 200].Sample(length => ShownName.FaultOf(new string('x', length)) == (length > ShownName.Longest ? $"has {length} characters" : null));

    [Fact]
    public void Of_several_names_the_first_that_is_wrong_or_given_before_is_named() =>
        Gen.Int[0, Drawn.Length - 1].Select(index => Drawn[index]).Array[0, 6].Sample(names =>
        {
            var expected = Enumerable.Range(0, names.Length).FirstOrDefault(i => ShownName.FaultOf(names[i]) is not null || names.Take(i).Contains(names[i]), -1);

            var found = ShownName.FirstFault(names);

            Assert.Equal(expected, found?.Index ?? -1);
            Assert.Equal(expected < 0 ? null : ShownName.FaultOf(names[expected]) ?? $"is '{names[expected]}' again", found?.Fault);
        });
}
