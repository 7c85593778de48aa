using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Classification;

/// <summary>Many threads work on a stream of pictures; nobody can see that in the answers.</summary>
public sealed class ClassificationOrderTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private const int Pictures = 40;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Answers_come_in_the_order_of_the_paths_on_any_number_of_threads(int threads)
    {
        var alone = Enumerable.Range(0, Pictures).Select(Write).Select(path => Classify(path + "\n", threads: 1)[1]).ToArray();
        // many blocks, with paths that lead nowhere among them; 97 has no divisor in common with 42
        var chosen = Enumerable.Range(0, 3000).Select(i => (i * 97) % (Pictures + 2)).ToArray();

        var lines = Classify(string.Concat(chosen.Select(i => $"{folder[$"{i}.png"]}\n")), threads);

        Assert.Equal(chosen.Select(i => i < Pictures ? alone[i] : folder[$"{i}.png"]), lines.Skip(1).Select(line => line.Contains("there is no such file", StringComparison.Ordinal) ? line.Split(',')[0] : line));
    }

    private string[] Classify(string paths, int threads) =>
        InferenceRun.WithInput(paths, "classify", "-", "--model", shared.Path, "--device", "cpu", "--format", "csv", "--threads", $"{threads}").Lines;

    private string Write(int index)
    {
        File.WriteAllBytes(folder[$"{index}.png"], PngBytes.Of(28, 28, shared.Data.Test.Images.Span.Slice(index * DatasetFolder.Pixels, DatasetFolder.Pixels)));
        return folder[$"{index}.png"];
    }
}
