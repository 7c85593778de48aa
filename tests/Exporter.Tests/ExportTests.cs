using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class ExportTests
{
    [Fact]
    public void Writes_the_model_beside_the_checkpoint_of_a_run_folder()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal(["checkpoint.safetensors", "model.onnx"], run.Files);
        Assert.Contains("logits, against the trained network", export.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", export.Output, StringComparison.Ordinal);
    }
}
