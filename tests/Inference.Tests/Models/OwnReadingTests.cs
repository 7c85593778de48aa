using Toolchain.Contracts.Models;
using Toolchain.Inference.Tests.Foreign;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Models;

public sealed class OwnReadingTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("evaluate", "--input-scale 1/255")]
    [InlineData("classify a.png b.png", "--input-mean 0.1307 --input-std 0.3081")]
    [InlineData("bench", "--input-std 0.5")]
    [InlineData("classify a.png", "--input-scale 1 --input-mean 33 --scores logits")]
    public void What_the_metadata_say_of_pixels_is_not_overruled(string command, string options)
    {
        var run = InferenceRun.Of([.. command.Split(' '), "--model", new LinearModel().Write(folder["own.onnx"]), "--device", "cpu", .. options.Split(' ')]);

        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.Contains("whose metadata say what it sees: uint8 [batch, 28, 28], 0..255, white on black", run.Error);
        Assert.Contains("expected: --input-scale 1, or nothing", run.Error);
    }

    [Fact]
    public void Options_that_say_the_same_as_the_metadata_change_nothing()
    {
        var raw = new LinearModel { Weights = ForeignModel.Bands() };
        var scaled = raw with { Input = InputConvention.ScaledPixels };

        Assert.Equal(TinyData.Count, ForeignModel.Correct(raw.Write(folder["raw.onnx"]), data.Path, "--input-scale", "1"));
        Assert.Equal(TinyData.Count, ForeignModel.Correct(scaled.Write(folder["scaled.onnx"]), data.Path, "--input-scale", "1/255"));
    }

    [Fact]
    public void A_model_whose_scores_are_told_is_fed_as_its_metadata_say()
    {
        var run = InferenceRun.Of("evaluate", "--model", new LinearModel().Write(folder["own.onnx"]), "--data", data.Path, "--device", "cpu", "--scores", "logits");

        Assert.Equal(0, run.Code);
        Assert.Contains("pixels are 0 to 255, as its metadata say", run.Error);
    }
}
