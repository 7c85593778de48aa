using System.Buffers;
using System.Globalization;
using System.Text;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Classification;

/// <summary>Comma-separated values with a header, quoted as RFC 4180 asks.</summary>
internal sealed class CsvReport : ClassificationReport
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private readonly Terminal terminal;

    /// <summary>Writes the header.</summary>
    public CsvReport(Terminal terminal)
    {
        this.terminal = terminal;
        terminal.Output.Write("input,label,confidence,uncertain,error\n");
    }

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Classified> results)
    {
        var lines = new StringBuilder();
        foreach (var result in results)
        {
            lines.Append(Quoted(result.Input)).Append(',');
            if (result.Fault is not null)
            {
                lines.Append(",,,").Append(Quoted(OneLine(result.Fault)));
            }
            else
            {
                lines.Append(CultureInfo.InvariantCulture, $"{result.Top[0].Label},{result.Top[0].Probability},{result.Doubt},");
            }

            lines.Append('\n');
        }

        terminal.Output.Write(lines.ToString());
    }

    /// <summary>A cell, in quotes where it needs them.</summary>
    public static string Quoted(string value) =>
        value.AsSpan().ContainsAny(Special) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
