using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Writes results as they come.</summary>
internal abstract class ClassificationReport
{
    /// <summary>Chooses a report.</summary>
    /// <param name="format">As the user wrote it.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="model">What answers.</param>
    /// <param name="show">Whether it draws what the network saw.</param>
    public static ClassificationReport Create(string format, Terminal terminal, DigitModel model, bool show)
    {
        ClassificationReport report = format switch
        {
            ResultFormat.Json => new JsonReport(terminal, model),
            ResultFormat.Csv => new CsvReport(terminal),
            _ => new TableReport(terminal, model.ClassNames, show),
        };
        return show && report is not TableReport ? new ShownReport(report, terminal) : report;
    }

    /// <summary>Writes a block of results in one go: a flush for each line would cost more than the answers.</summary>
    public abstract void Write(IReadOnlyList<Classified> results);

    /// <summary>Whether the names say more than the index of the class.</summary>
    protected static bool AreIndices(IReadOnlyList<string> classNames) => classNames.Select((name, i) => name == $"{i}").All(same => same);

    /// <summary>A fault on one line.</summary>
    protected static string OneLine(ToolException fault) => $"{fault.Found}; expected {fault.Expected}".ReplaceLineEndings(" ");

    /// <summary>Writes what can only be written once all results are there.</summary>
    public virtual void Finish()
    {
    }
}
