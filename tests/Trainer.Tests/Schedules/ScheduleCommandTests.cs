using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;

namespace Toolchain.Trainer.Tests.Schedules;

public sealed class ScheduleCommandTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CSV_has_every_steps_rate_with_digits_that_read_back_to_the_same_number()
    {
        Assert.Equal(0, Run("schedule", "exponential:decay-steps=7,staircase=false", "--steps", "100", "--format", "csv"));

        var lines = Lines();
        var schedule = ScheduleCatalog.Parse("exponential:decay-steps=7,staircase=false", new ScheduleContext(null, 1875));
        Assert.Equal("step,rate", lines[0]);
        Assert.Equal(Enumerable.Range(0, 100).Select(step => ((long)step, schedule.RateAt(step))), lines.Skip(1).Select(line => line.Split(',')).Select(cells => (long.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Momentum_has_its_column_where_it_moves()
    {
        Assert.Equal(0, Run("schedule", "OneCycleLR:max_lr=0.1,total_steps=300", "--steps", "2", "--format", "csv"));

        Assert.Equal(["step,rate,momentum", "0,0.0040000000000000036,0.95"], Lines()[..2]);
    }

    [Fact]
    public void JSON_is_an_object_a_line()
    {
        Assert.Equal(0, Run("schedule", "one-cycle:cycle-momentum=true", "--steps", "3", "--format", "json"));

        var rows = Lines().Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([0, 1, 2], rows.Select(row => row.GetProperty("step").GetInt32()));
        Assert.All(rows, row => Assert.Equal(["step", "rate", "momentum"], row.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void A_row_follows_each_metric_of_a_plateau()
    {
        File.WriteAllText(folder["metrics"], "1\n0.9\n0.9\n0.9\r\n 0.9 ");

        Assert.Equal(0, Run("schedule", "plateau:patience=1,factor=0.5", "--rate", "0.2", "--metrics", folder["metrics"], "--format", "csv"));

        Assert.Equal(["step,rate", "1,0.2", "2,0.2", "3,0.2", "4,0.1", "5,0.1"], Lines());
    }

    [Theory]
    [InlineData("1\nx\n", "line 2")]
    [InlineData("1\n\n2\n", "line 2")]
    [InlineData("nan\n", "line 1")]
    [InlineData("", "is empty")]
    public void Names_the_line_that_is_no_metric(string content, string said)
    {
        File.WriteAllText(folder["metrics"], content);

        Assert.Equal((int)ExitCode.BadInput, Run("schedule", "plateau", "--metrics", folder["metrics"]));
        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "schedule", "cosine", "--metrics", "anything")]
    [InlineData(2, "schedule", "plateau", "--metrics", "anything", "--steps", "3")]
    [InlineData(3, "schedule", "plateau", "--metrics", "missing")]
    [InlineData(2, "schedule", "cosine", "--plot", "rates.jpg")]
    [InlineData(2, "schedule", "cosine", "--steps", "0")]
    [InlineData(2, "schedule", "cosina")]
    [InlineData(2, "schedules", "cosina")]
    [InlineData(2, "schedule")]
    public void Refuses_what_cannot_be_shown(int code, params string[] line) => Assert.Equal(code, Run(line));

    [Fact]
    public void Shows_a_table_and_a_curve_and_draws_a_picture()
    {
        Assert.Equal(0, Run("schedule", "warmup:steps=5,schedule=[cyclic:cycle-momentum=true]", "--steps", "50", "--plot", folder["rates.png"]));

        Assert.StartsWith("warmup:steps=5,", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("highest", terminal.Output, StringComparison.Ordinal);
        Assert.Contains(terminal.Output, letter => letter is > '\u2800' and <= '\u28FF');
        Assert.True(new FileInfo(folder["rates.png"]).Length > 1000);
    }

    [Fact]
    public void Lists_every_schedule_and_explains_one()
    {
        Assert.Equal(0, Run("schedules"));
        Assert.All(ScheduleCatalog.Entries, entry => Assert.Contains(entry.Kind, terminal.Output, StringComparison.Ordinal));

        Assert.Equal(0, Run("schedules", "torch.ReduceLROnPlateau"));
        Assert.Contains("threshold_mode", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_every_schedule_as_JSON_too()
    {
        Assert.Equal(0, Run("schedules", "--format", "json"));

        var kinds = Lines().Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString());
        Assert.Equal(ScheduleCatalog.Entries.Concat(ScheduleCatalog.Classes).Select(entry => entry.Kind), kinds);
    }

    private int Run(params string[] line) => TrainerProgram.Run(line, terminal.Terminal);

    private string[] Lines() => terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
