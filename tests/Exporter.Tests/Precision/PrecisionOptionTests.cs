using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Precision;

public sealed class PrecisionOptionTests
{
    [Theory]
    [InlineData("--precision fp8", "fp32, fp16, int8")]
    [InlineData("--quantization static", "--precision int8")]
    [InlineData("--precision fp32 --max-accuracy-drop 1", "--precision fp16 or int8")]
    [InlineData("--precision fp16 --range-images 10", "--precision int8")]
    [InlineData("--precision fp16 --range-method minmax", "--precision int8")]
    [InlineData("--precision int8 --quantization dynamic --range-images 10", "--quantization static")]
    [InlineData("--precision int8 --range-images 0", "at least 1")]
    [InlineData("--precision int8 --max-accuracy-drop NaN", "between 0 and 100")]
    [InlineData("--precision int8 --max-accuracy-drop -0.1", "between 0 and 100")]
    [InlineData("--precision int8 --range-method guess", "entropy, minmax, percentile")]
    [InlineData("--precision int8", "--data")]
    [InlineData("--precision fp16", "--data")]
    public void Refuses_what_would_change_nothing_or_cannot_be_measured(string options, string hint)
    {
        using var folder = new TempFolder();
        ExporterRun.Saved(folder, TinyCheckpoint.Make());

        var export = ExporterRun.Of(["export", folder.Path, .. options.Split(' ')]);

        Assert.Equal((2, ""), (export.Code, export.Output));
        Assert.Contains(hint, export.Error, StringComparison.Ordinal);
        Assert.Equal(["checkpoint.safetensors"], folder.Files);
    }

    [Fact]
    public void Refuses_training_images_that_the_network_was_not_trained_on()
    {
        using var folder = new TempFolder();
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));
        TinyDataset.Write(folder["other"], train: 20, test: OwnData.Total, seed: 9);

        var export = ExporterRun.Of("export", folder.Path, "--precision", "int8", "--data", folder["other"]);

        Assert.Equal((3, false), (export.Code, File.Exists(folder["model.onnx"])));
        Assert.Contains("train-images-idx3-ubyte", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_calibration_images_than_there_are()
    {
        using var folder = new TempFolder();
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));

        var export = ExporterRun.Of("export", folder.Path, "--precision", "int8", "--data", folder["data"], "--range-images", "21");

        Assert.Equal((2, false), (export.Code, File.Exists(folder["model.onnx"])));
        Assert.Contains("--range-images 20", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_is_no_classifier_of_pictures_has_no_int8_and_no_accuracy_to_lose()
    {
        using var folder = new TempFolder();
        TinyNetwork.Doubling().Save(folder["checkpoint.safetensors"]);

        var int8 = ExporterRun.Of("export", folder.Path, "--precision", "int8");
        var drop = ExporterRun.Of("export", folder.Path, "--precision", "fp16", "--max-accuracy-drop", "1");

        Assert.Equal((2, 2), (int8.Code, drop.Code));
        Assert.Contains("--precision fp16", int8.Error, StringComparison.Ordinal);
        Assert.Equal(["checkpoint.safetensors"], folder.Files);
    }
}
