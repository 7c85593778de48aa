namespace Toolchain.Inference.Tests.Foreign;

/// <summary>Files that other programs really wrote; the scripts beside them say which and how.</summary>
public sealed class GoldenModelTests(TinyData data) : IClassFixture<TinyData>
{
    [Theory]
    [InlineData("torch-1.13.onnx", "written by pytorch 1.13", "a guess", "a LogSoftmax makes them")]
    [InlineData("ort-qdq.onnx", "written by onnx.quantize", "a guess", "a LogSoftmax makes them")]
    [InlineData("ort-qoperator.onnx", "written by onnx.quantize", "a guess", "a LogSoftmax makes them")]
    [InlineData("ort-dynamic.onnx", "written by onnx.quantize", "a guess", "a LogSoftmax makes them")]
    [InlineData("ort-float16.onnx", "written by pytorch 1.13", "a guess", "a LogSoftmax makes them")]
    public void A_file_of_another_program_is_read_and_right(string file, params string[] says)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Foreign", "Golden", file);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");

        Assert.Contains("\"correct\":100,", run.Output);
        Assert.All(says, words => Assert.Contains(words, run.Error));
    }
}
