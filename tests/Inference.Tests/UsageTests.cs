namespace Toolchain.Inference.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("--help", "classify")]
    [InlineData("classify --help", "--top")]
    [InlineData("evaluate --help", "--min-accuracy")]
    [InlineData("inspect --help", "--format")]
    public void Help_is_given_on_standard_output(string line, string mentions)
    {
        var run = InferenceRun.Of(line.Split(' '));

        Assert.Equal(0, run.Code);
        Assert.Contains(mentions, run.Output);
        Assert.Contains("Exit codes:", run.Output);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("clasify a.png")]
    [InlineData("classify")]
    [InlineData("classify a.png --top 0")]
    [InlineData("classify a.png --top 11")]
    [InlineData("classify a.png --top three")]
    [InlineData("classify a.png --input-scale 0")]
    [InlineData("classify a.png --input-scale 1/0")]
    [InlineData("classify a.png --input-scale NaN")]
    [InlineData("classify a.png --input-mean 1e999")]
    [InlineData("classify a.png --input-std 0")]
    [InlineData("classify a.png --input-std -1")]
    [InlineData("classify a.png --scores best")]
    [InlineData("classify a.png --labels a,a")]
    [InlineData("classify a.png --labels a,,b")]
    [InlineData("evaluate --timeout 0")]
    [InlineData("evaluate --timeout -1")]
    [InlineData("evaluate --timeout 0.0009")]
    [InlineData("inspect --timeout 1e9")]
    [InlineData("inspect --timeout soon")]
    [InlineData("classify a.png --format xml")]
    [InlineData("classify a.png --device tpu")]
    [InlineData("classify a.png --threads 0")]
    [InlineData("classify a.png --frobnicate")]
    [InlineData("evaluate --min-accuracy NaN")]
    [InlineData("evaluate --min-accuracy 1.01")]
    [InlineData("evaluate --min-accuracy -0.1")]
    [InlineData("evaluate --format csv")]
    [InlineData("inspect model.onnx")]
    public void Wrong_usage_ends_with_2_and_no_output(string line)
    {
        var run = InferenceRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.Contains("expected:", run.Error);
        Assert.Contains("next:", run.Error);
    }
}
