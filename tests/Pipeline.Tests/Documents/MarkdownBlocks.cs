namespace Toolchain.Pipeline.Tests.Documents;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Language">The word after the fence.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record MarkdownBlock(string Language, IReadOnlyList<string> Lines)
{
    /// <summary>The blocks of a page, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Of(string path)
    {
        const string Fence = "```";
        var blocks = new List<MarkdownBlock>();
        List<string>? open = null;
        var language = "";
        foreach (var line in File.ReadLines(path))
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                open?.Add(line);
            }
            else if (open is null)
            {
                (open, language) = ([], line[Fence.Length..]);
            }
            else
            {
                blocks.Add(new MarkdownBlock(language, open));
                open = null;
            }
        }

        return blocks;
    }
}
