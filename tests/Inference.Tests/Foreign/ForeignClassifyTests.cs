using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class ForeignClassifyTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private const int Pictures = 50;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 3)]
    [InlineData(7, 2)]
    [InlineData(300, 2)]
    public void A_batch_of_any_size_gives_our_own_models_answers_in_order(int? batch, int threads)
    {
        for (var i = 0; i < Pictures; i++)
        {
            File.WriteAllBytes(folder[$"{i:00}.png"], PngBytes.Of(28, 28, shared.Data.Test.Images.Span.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels)));
        }

        var ours = Labels(shared.Path, threads);
        var others = Labels(Linear(batch), threads);

        Assert.Equal(Pictures, ours.Length);
        Assert.Equal(ours, others);
    }

    [Fact]
    public void Labels_of_the_user_are_in_the_answers()
    {
        File.WriteAllBytes(folder["7.png"], PngBytes.Of(28, 28, shared.Data.Test.Images.Span[..DatasetFolder.Pixels]));

        var run = InferenceRun.Of("classify", folder["7.png"], "--model", Linear(null), "--device", "cpu", "--labels", "a,b,c,d,e,f,g,siete,i,j", "--format", "json");

        Assert.Contains("\"label\":7,\"name\":\"siete\"", run.Output);
    }

    [Fact]
    public void More_runners_up_than_classes_cannot_be_asked_for()
    {
        var run = InferenceRun.Of("classify", "a.png", "--model", Linear(null), "--top", "11");

        Assert.Equal(2, run.Code);
        Assert.Contains("--top is 11", run.Error);
        Assert.Contains("knows 10 classes", run.Error);
    }

    private string[] Labels(string model, int threads)
    {
        var run = InferenceRun.Of("classify", folder.Path, "--model", model, "--device", "cpu", "--format", "csv", "--threads", $"{threads}");
        Assert.True(run.Code == 0, run.Error);
        return [.. run.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..2]))];
    }

    private string Linear(int? batch)
    {
        Directory.CreateDirectory(folder["models"]);
        return new OnnxGraph().Input("x", OnnxType.Float, batch is { } count ? count : "N", 784)
            .Constant("w", OnnxType.Float, [784, 10], shared.Model.Weights).Node("MatMul", ["x", "w"], "y").Output("y").Write(folder["models/m.onnx"]);
    }
}
