using System.Text.RegularExpressions;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Documents;

/// <summary>The README says what happens: its commands are run, in order, in one folder, and their output is compared with numbers masked.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string[] Tools = ["trainer", "exporter", "inference"];
    private static readonly IReadOnlyList<MarkdownBlock> Blocks = MarkdownBlock.Of(Path.Combine(RepositoryFolder.Root, "README.md"));
    private readonly TempFolder folder = new();

    public ReadmeTests()
    {
        foreach (var name in new[] { "data", "models" })
        {
            Directory.CreateSymbolicLink(folder[name], Path.Combine(RepositoryFolder.Root, name));
        }
    }

    public void Dispose()
    {
        Directory.Delete(folder["data"]);
        Directory.Delete(folder["models"]);
        folder.Dispose();
    }

    [Fact]
    public void Every_command_of_the_three_programs_works_and_prints_what_is_shown_under_it()
    {
        var ran = 0;
        for (var i = 0; i < Blocks.Count; i++)
        {
            if (Blocks[i].Language != "sh" || !Tools.Contains(Blocks[i].Lines[0].Split(' ')[0]))
            {
                continue;
            }

            var output = "";
            foreach (var line in Blocks[i].Lines)
            {
                var words = line.Split(' ');
                var outcome = ToolProcess.Run(folder.Path, words[0], words[1..]);
                // the README shows one input that does not exist
                Assert.True(outcome.Code == (line.Contains("no-such", StringComparison.Ordinal) ? 1 : 0), $"{line}: {outcome}");
                output = outcome.Output;
                ran++;
            }

            if (Blocks.ElementAtOrDefault(i + 1) is { Language: "text" } shown)
            {
                Assert.Equal(shown.Lines.Select(Masked), output.TrimEnd().Split('\n').Select(Masked));
            }
        }

        Assert.True(ran >= 8, $"only {ran} commands were found in the README");
    }

    [Fact]
    public void The_first_commands_are_the_main_job_and_the_tests()
    {
        var commands = Blocks.Where(block => block.Language == "sh").Select(block => Assert.Single(block.Lines.Take(1))).ToArray();

        Assert.Equal("dotnet run -c Release pipeline.cs", commands[0]);
        Assert.Equal("dotnet test", commands[1]);
        Assert.True(File.Exists(Path.Combine(RepositoryFolder.Root, "pipeline.cs")));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (var page in Directory.EnumerateFiles(RepositoryFolder.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs"), "*.md", SearchOption.AllDirectories)))
        {
            var targets = Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

            Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)), $"{page} leads to {target}"));
        }
    }

    private static string Masked(string line) => Blanks().Replace(Numbers().Replace(line, "#"), " ").TrimEnd();

    [GeneratedRegex(@"\d+(\.\d+)?(e[+-]?\d+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();

    [GeneratedRegex("[ ─]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
