using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Tests;

public sealed class ModelAnswersTests
{
    private static readonly float[] Logits = [0f, MathF.Log(3), 5f, 5f];
    private static readonly float[] Probabilities = [0.25f, 0.75f, 0.5f, 0.5f];

    [Fact]
    public void Finds_nothing_in_answers_that_follow_from_the_logits() =>
        Assert.Equal(0, new ModelAnswers(2, Logits, Probabilities, [1, 0]).Contradictions());

    [Fact]
    public void Finds_a_label_that_is_not_the_first_of_the_largest() =>
        Assert.Equal(2, new ModelAnswers(2, Logits, Probabilities, [0, 1]).Contradictions());

    [Fact]
    public void Finds_probabilities_that_are_no_softmax() =>
        Assert.Equal(1, new ModelAnswers(2, Logits, [0.26f, 0.74f, 0.5f, 0.5f], [1, 0]).Contradictions());

    [Fact]
    public void Finds_probabilities_that_are_no_number() =>
        Assert.Equal(1, new ModelAnswers(2, Logits, [0.25f, float.NaN, 0.5f, 0.5f], [1, 0]).Contradictions());

    [Fact]
    public void Compares_nothing_where_there_are_no_logits_or_nothing_that_follows_from_them()
    {
        Assert.Null(new ModelAnswers(2, null, Probabilities, [1, 0]).Contradictions());
        Assert.Null(new ModelAnswers(2, Logits, null, null).Contradictions());
        Assert.Equal(1, new ModelAnswers(2, Logits, null, [1, 1]).Contradictions());
    }

    [Fact]
    public void Takes_the_label_from_what_there_is()
    {
        Assert.Equal((1, 0), (new ModelAnswers(2, null, Probabilities, null).Label(0), new ModelAnswers(2, null, Probabilities, null).Label(1)));
        Assert.Equal(7, new ModelAnswers(2, Logits, null, [7, 7]).Label(0));
    }
}
