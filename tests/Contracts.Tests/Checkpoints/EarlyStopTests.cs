using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Tests.Checkpoints;

public class EarlyStopTests
{
    private static readonly Gen<Monitored> AnyFigure = Gen.Enum<Monitored>();
    private static readonly Gen<EarlyStop> AnyRule = Gen.Select(Gen.Int[1, 5], Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.5]), AnyFigure, (patience, delta, figure) => new EarlyStop(patience, delta, figure));

    // few different values, so that equal figures occur
    private static readonly Gen<EpochMetrics[]> AnyEpochs = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Int[0, 8], (loss, valLoss, correct) => (loss, valLoss, correct)).Array[0, 15]
        .Select(rows => rows.Select((row, i) => new EpochMetrics(i + 1, row.loss / 8.0, 0.5, row.valLoss / 8.0, row.correct / 8.0, row.correct, 8, 0.1, 0.1)).ToArray());

    [Fact]
    public void Ends_where_the_callback_of_Keras_ends() => Gen.Select(AnyRule, AnyEpochs).Sample((rule, epochs) =>
        Assert.Equal(KerasEnd(rule, epochs), rule.EndOf(epochs)?.Epoch));

    [Fact]
    public void Later_epochs_do_not_move_the_end() => Gen.Select(AnyRule, AnyEpochs).Sample((rule, epochs) =>
    {
        if (rule.EndOf(epochs) is { } end)
        {
            Assert.Equal(end, rule.EndOf(epochs[..end.Epoch]));
            Assert.Null(rule.EndOf(epochs[..(end.Epoch - 1)]));
        }
    });

    [Fact]
    public void The_written_form_reads_back() => AnyRule.Sample(rule => Assert.Equal(rule, EarlyStop.Parse(rule.ToString())));

    [Theory]
    [InlineData("", 5, 0, Monitored.ValLoss)]
    [InlineData("3", 3, 0, Monitored.ValLoss)]
    [InlineData("3,min-delta=0.01", 3, 0.01, Monitored.ValLoss)]
    [InlineData("monitor=val_accuracy", 5, 0, Monitored.ValAccuracy)]
    [InlineData("Patience=2, Monitor=loss", 2, 0, Monitored.Loss)]
    public void Understands_short_forms(string text, int patience, double delta, Monitored monitor) =>
        Assert.Equal(new EarlyStop(patience, delta, monitor), EarlyStop.Parse(text));

    [Theory]
    [InlineData("0", "patience is 0")]
    [InlineData("1.5", "patience=1.5")]
    [InlineData("5,patience=3", "given twice")]
    [InlineData("patience", "patience=patience")]
    [InlineData("patience=3,monitor=accuracy", "did you mean 'val-accuracy'?")]
    [InlineData("min-delta=-1", "min-delta is -1")]
    [InlineData("min-delta=NaN", "min-delta is NaN")]
    [InlineData("min-delta=Infinity", "min-delta is")]
    [InlineData("patiense=3", "did you mean 'patience'?")]
    [InlineData(",", "no value")]
    public void Refuses_what_it_cannot_follow(string text, string said)
    {
        var fault = Assert.Throws<ToolException>(() => EarlyStop.Parse(text));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_it_came_to_the_end()
    {
        EpochMetrics Epoch(int number, double valLoss) => new(number, 0, 0, valLoss, 0, 0, 1, 0.1, 0.1);

        var end = new EarlyStop(2, 0.01).EndOf([Epoch(1, 0.5), Epoch(2, 0.3), Epoch(3, 0.295), Epoch(4, 0.4)]);

        Assert.Equal("after epoch 4: val-loss has not improved by more than 0.01 for 2 epochs, since 0.3000 in epoch 2", end?.ToString());
    }

    // keras/src/callbacks/early_stopping.py, on_epoch_end, without baseline
    private static int? KerasEnd(EarlyStop rule, EpochMetrics[] epochs)
    {
        var (wait, best) = (0, double.NaN);
        for (var epoch = 0; epoch < epochs.Length; epoch++)
        {
            var greater = rule.Monitor == Monitored.ValAccuracy;
            var current = rule.Monitor switch { Monitored.ValAccuracy => epochs[epoch].ValAccuracy, Monitored.ValLoss => epochs[epoch].ValLoss, _ => epochs[epoch].Loss };
            wait++;
            if (double.IsNaN(best) || (greater ? current - rule.MinDelta > best : current + rule.MinDelta < best))
            {
                (best, wait) = (current, 0);
                continue;
            }

            if (wait >= rule.Patience && epoch > 0)
            {
                return epoch + 1;
            }
        }

        return null;
    }
}
