using CsCheck;
using Toolchain.Contracts.Models;

namespace Toolchain.Contracts.Tests.Models;

public class ReliabilityTests
{
    private static readonly Gen<(double Claimed, bool IsRight)[]> AnyAnswers = Gen.Select(Gen.Double[0, 1], Gen.Bool).Array[1, 200];

    [Fact]
    public void Every_answer_lies_in_the_interval_that_holds_its_confidence() => AnyAnswers.Sample(answers =>
    {
        var table = Of(answers).Table;

        Assert.Equal(answers.Length, table.Sum(bin => bin.Count));
        Assert.All(table, bin => Assert.Equal(answers.Count(answer => answer.Claimed > bin.From && answer.Claimed <= bin.To) + (bin.From == 0 ? answers.Count(answer => answer.Claimed == 0) : 0), bin.Count));
    });

    [Fact]
    public void The_error_is_the_mean_gap_weighted_by_answers() => AnyAnswers.Sample(answers =>
    {
        var reliability = Of(answers);

        var byHand = reliability.Table.Where(bin => bin.Count > 0).Sum(bin => (double)bin.Count / answers.Length * Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value));

        Assert.Equal(byHand, reliability.ExpectedCalibrationError, 9);
        Assert.InRange(reliability.ExpectedCalibrationError, 0, 1);
    });

    [Fact]
    public void Who_claims_nine_in_ten_and_is_right_so_often_makes_no_error()
    {
        var honest = Of([.. Enumerable.Range(0, 100).Select(i => (0.9, i < 90))]);
        var boastful = Of([.. Enumerable.Range(0, 100).Select(i => (0.9, i < 60))]);

        Assert.Equal(0, honest.ExpectedCalibrationError, 9);
        Assert.Equal(0.3, boastful.ExpectedCalibrationError, 9);
    }

    [Fact]
    public void Without_answers_there_is_no_error() => Assert.Equal(0, new Reliability().ExpectedCalibrationError);

    private static Reliability Of((double Claimed, bool IsRight)[] answers)
    {
        var reliability = new Reliability();
        foreach (var (claimed, isRight) in answers)
        {
            reliability.Add(claimed, isRight);
        }

        return reliability;
    }
}
