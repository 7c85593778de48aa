using System.Text.Json;
using Toolchain.Inference.Robustness;
using Toolchain.Inference.Tests.Models;

namespace Toolchain.Inference.Tests.Robustness;

public sealed class RobustnessCommandTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>
{
    [Fact]
    public void Every_transform_is_a_line_and_the_same_in_every_run_on_any_number_of_threads()
    {
        var once = Run("--limit", "4", "--format", "json", "--threads", "1");
        var again = Run("--limit", "4", "--format", "json", "--threads", "3");

        Assert.Equal(0, once.Code);
        Assert.Equal(once.Output, again.Output);
        var lines = once.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(TransformCatalog.All.Select(transform => transform.Name), lines.Select(line => line.GetProperty("transform").GetString()));
        Assert.All(lines, line => Assert.Equal(4, line.GetProperty("pictures").GetInt32()));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("accuracy").GetDouble(), 0, 1));
    }

    [Fact]
    public void The_spreadsheet_has_as_many_columns_in_every_row()
    {
        var run = Run("--limit", "1", "--format", "csv");

        Assert.Equal("group,transform,pictures,refused,accuracy,accuracy_without_normalization", run.Lines[0]);
        Assert.All(run.Lines, line => Assert.Equal(5, Unquoted(line).Count(letter => letter == ',')));
        Assert.Equal(TransformCatalog.All.Count + 1, run.Lines.Length);
    }

    [Fact]
    public void No_pictures_are_wrong_usage() => Assert.Equal(2, Run("--limit", "0").Code);

    [Fact]
    public void Names_are_told_apart() =>
        Assert.Equal(TransformCatalog.All.Count, TransformCatalog.All.Select(transform => (transform.Group, transform.Name)).Distinct().Count());

    private InferenceRun Run(params string[] options) =>
        InferenceRun.Of(["robustness", "--model", shared.Path, "--data", TrainedLinearModel.DataFolder, "--device", "cpu", .. options]);

    private static string Unquoted(string line) => string.Concat(line.Split('"').Where((_, i) => i % 2 == 0));
}
