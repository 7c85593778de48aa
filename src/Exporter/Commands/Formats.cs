using System.CommandLine;

namespace Toolchain.Exporter.Commands;

/// <summary>The option that says who reads the result.</summary>
internal static class Formats
{
    /// <summary>For programs: one JSON object on one line.</summary>
    public const string Json = "json";

    /// <summary>For people.</summary>
    private const string Table = "table";

    /// <summary>A fresh option for a command.</summary>
    public static Option<string> Option() => new Option<string>("--format")
    {
        Description = "how the result is written: table or json",
        DefaultValueFactory = _ => Table,
        HelpName = "format",
    }.AcceptOnlyFromAmong(Table, Json);
}
