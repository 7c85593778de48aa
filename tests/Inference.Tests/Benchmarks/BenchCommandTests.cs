using System.Text.Json;
using CsCheck;
using Toolchain.Inference.Benchmarks;
using Toolchain.Inference.Tests.Models;

namespace Toolchain.Inference.Tests.Benchmarks;

public sealed class BenchCommandTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>
{
    private static readonly string[] Quick = ["--seconds", "0.01", "--device", "cpu"];

    [Fact]
    public void Every_setting_gives_a_row_in_which_percentiles_rise()
    {
        var run = InferenceRun.Of(["bench", "--model", shared.Path, "--batch", "1", "16", "--threads", "1", "2", "--format", "json", .. Quick]);

        var rows = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(0, run.Code);
        Assert.Equal([(1, 1), (1, 16), (2, 1), (2, 16)], rows.Select(row => (row.GetProperty("threads").GetInt32(), row.GetProperty("batch").GetInt32())));
        Assert.All(rows, row =>
        {
            Assert.Equal("cpu", row.GetProperty("device").GetString());
            Assert.True(row.GetProperty("runs").GetInt32() >= 100);
            Assert.InRange(row.GetProperty("p95Microseconds").GetDouble(), row.GetProperty("p50Microseconds").GetDouble(), row.GetProperty("p99Microseconds").GetDouble());
            Assert.True(row.GetProperty("picturesPerSecond").GetDouble() > 0);
            Assert.True(row.GetProperty("openMilliseconds").GetDouble() > 0);
        });
    }

    [Fact]
    public void Csv_has_a_header_and_as_many_cells_in_every_row()
    {
        var run = InferenceRun.Of(["bench", "--model", shared.Path, "--batch", "1", "--threads", "1", "--format", "csv", .. Quick]);

        Assert.Equal(2, run.Lines.Length);
        // the settings, last, are quoted: there are commas between them
        Assert.Equal(run.Lines[0].Split(',').Length, run.Lines[1].Split('"')[0].Split(',').Length);
        Assert.EndsWith(",requested_device,session", run.Lines[0]);
    }

    [Theory]
    [InlineData("--batch", "0")]
    [InlineData("--batch", "257")]
    [InlineData("--threads", "two")]
    [InlineData("--seconds", "NaN")]
    public void Settings_out_of_range_are_wrong_usage(string option, string value)
    {
        var run = InferenceRun.Of("bench", "--model", shared.Path, option, value);

        Assert.Equal(2, run.Code);
        Assert.Contains(value, run.Error);
    }

    [Fact]
    public void A_percentile_that_falls_on_a_run_is_that_run() =>
        Assert.Equal(14, Measurement.Percentile([.. Enumerable.Range(1, 50).Select(time => TimeSpan.FromMicroseconds(time))], 28));

    [Fact]
    public void So_many_of_a_hundred_runs_take_at_most_the_percentile() =>
        Gen.Select(Gen.Int[1, 10_000].Array[1, 300], Gen.Int[1, 100]).Sample((microseconds, percent) =>
        {
            var sorted = microseconds.Order().Select(time => TimeSpan.FromMicroseconds(time)).ToArray();
            var percentile = Measurement.Percentile(sorted, percent);
            return sorted.Count(time => time.TotalMicroseconds <= percentile) * 100 >= percent * sorted.Length
                && sorted.Count(time => time.TotalMicroseconds < percentile) * 100 < percent * sorted.Length;
        });
}
