using CsCheck;
using Toolchain.Inference.Evaluation;

namespace Toolchain.Inference.Tests.Evaluation;

public class ConfusionTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

    private static readonly Gen<Confusion> Any = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9]).Array[1, 200].Select(pairs =>
    {
        var confusion = new Confusion();
        foreach (var (truth, answer) in pairs)
        {
            confusion.Add(truth, answer);
        }

        return confusion;
    });

    [Fact]
    public void Accuracy_is_recall_weighted_by_support() =>
        Any.Sample(confusion =>
            Math.Abs(confusion.PerClass(Names).Sum(row => (row.Recall ?? 0) * row.Support / confusion.Total) - confusion.Accuracy) < 1e-12);

    [Fact]
    public void F1_lies_between_precision_and_recall() =>
        Any.Sample(confusion => confusion.PerClass(Names).All(row =>
            row.F1 is null || (row.F1 >= Math.Min(row.Precision!.Value, row.Recall!.Value) - 1e-12 && row.F1 <= Math.Max(row.Precision.Value, row.Recall.Value) + 1e-12)));

    [Fact]
    public void What_never_happens_has_no_quality()
    {
        var confusion = new Confusion();
        confusion.Add(truth: 3, answer: 5);

        var rows = confusion.PerClass(Names);

        Assert.Equal((null, 0.0), (rows[3].Precision, rows[3].Recall));
        Assert.Equal((0.0, null), (rows[5].Precision, rows[5].Recall));
        Assert.Null(rows[3].F1);
        Assert.Equal((0, null, null), (rows[0].Support, rows[0].Precision, rows[0].Recall));
    }
}
