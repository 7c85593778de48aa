using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>The exported graph as a reader sees it. After a wanted change, take the new text from the failing test's message.</summary>
public sealed class GraphSnapshotTests
{
    [Theory]
    [InlineData("uint8", 17)]
    [InlineData("float32", 21)]
    public void The_exported_graph_is_the_expected_one(string input, int opset)
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        ExporterRun.Of("export", run.Path, "--input", input, "--opset", $"{opset}");

        var shown = ExporterRun.Of("inspect", run["model.onnx"]).Output;

        // the file's size and metadata come from Contracts; the graph between them is the exporter's own
        var graph = shown[shown.IndexOf("│ opsets", StringComparison.Ordinal)..shown.IndexOf("│ metadata", StringComparison.Ordinal)];
        var found = Trimmed(graph);
        Assert.True(found == Expected($"mlp-{input}-opset{opset}.txt"), found);
    }

    private static string Expected(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Expectations", name));

    // the first table is as wide as the path in it
    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith('╭') && !line.StartsWith('╰') && !line.StartsWith('├')).Select(Squeezed)) + "\n";

    private static string Squeezed(string line) => string.Join(" │ ", line.Trim('│', ' ').Split('│').Select(cell => cell.Trim()));
}
