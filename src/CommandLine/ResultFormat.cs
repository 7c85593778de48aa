using System.CommandLine;

namespace Toolchain.CommandLine;

/// <summary>How results are written; the words of <c>--format</c>, the same in every program.</summary>
public static class ResultFormat
{
    /// <summary>For people.</summary>
    public const string Table = "table";

    /// <summary>For programs: one JSON object a line.</summary>
    public const string Json = "json";

    /// <summary>For spreadsheets: comma-separated values as RFC 4180 writes them.</summary>
    public const string Csv = "csv";

    /// <summary>For pull requests and pages: headings and tables in Markdown.</summary>
    public const string Markdown = "markdown";

    /// <summary>The option of a command; the first of its formats is the default.</summary>
    public static Option<string> Option(params string[] formats) => new Option<string>("--format")
    {
        Description = "how results are written; json is one object a line",
        DefaultValueFactory = _ => formats[0],
    }.OneOf(formats);
}
