using Toolchain.Inference.Tests.Foreign;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Classification;

/// <summary>Pictures are read before the model is there; nobody can see that in what is said.</summary>
public sealed class OpeningTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("7.png")]
    [InlineData("7.png", "no-such.png")]
    [InlineData("pictures")]
    [InlineData("-")]
    public void A_model_that_is_not_there_is_the_only_thing_said(params string[] inputs)
    {
        Write("7.png");
        Directory.CreateDirectory(folder["pictures"]);
        Write("pictures/7.png");

        // nothing on standard input, which alone would be wrong usage
        var run = InferenceRun.Of(["classify", .. inputs.Select(input => input == "-" ? input : folder[input]), "--model", folder["none.onnx"], "--device", "cpu", "--format", "csv"]);

        Assert.Equal(3, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("none.onnx", run.Error);
        Assert.DoesNotContain("no-such", run.Error);
    }

    [Fact]
    public void More_classes_than_the_model_has_are_wrong_usage_before_any_answer()
    {
        Write("7.png");

        var run = InferenceRun.Of("classify", folder["7.png"], folder["7.png"], "--model", shared.Path, "--device", "cpu", "--format", "csv", "--top", "11");

        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void A_model_that_takes_more_pictures_at_a_time_than_a_block_has_answers_all_of_them()
    {
        var model = new ForeignModel { Sizes = [300, 1, 28, 28] }.Write(folder["m.onnx"]);
        var digits = Enumerable.Range(0, 10).Select(i => Write($"{i}.png", shared.Data.Test.Images.Span.Slice(i * 784, 784))).ToArray();
        var alone = digits.Select(digit => Classify(model, digit).Single()).ToArray();

        var answers = Classify(model, [.. Enumerable.Range(0, 2500).Select(i => digits[i * 7 % 10])]);

        Assert.Equal(10, alone.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => alone[i * 7 % 10]), answers);
    }

    private static string[] Classify(string model, params string[] pictures) =>
        InferenceRun.WithInput(string.Join('\n', pictures), "classify", "-", "--model", model, "--device", "cpu", "--format", "csv", "--threads", "2").Lines[1..];

    private string Write(string name) => Write(name, shared.Data.Test.Images.Span[..784]);

    private string Write(string name, ReadOnlySpan<byte> pixels)
    {
        File.WriteAllBytes(folder[name], PngBytes.Of(28, 28, pixels));
        return folder[name];
    }
}
