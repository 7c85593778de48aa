using SkiaSharp;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Samples;
using Toolchain.TestKit;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Samples.Augmentation;

namespace Toolchain.Trainer.Tests.Commands;

public sealed class PreviewCommandTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public PreviewCommandTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_row_has_a_sample_as_it_is_and_then_as_each_epoch_of_the_training_sees_it()
    {
        Assert.Equal(0, Preview("sheet.png", "--augment", "rotate:20", "--seed", "7", "--samples", "12", "--epochs", "3"));

        using var sheet = SKBitmap.Decode(folder["sheet.png"]);
        Assert.Equal((4 * 58) + 2, sheet.Width);
        Assert.Equal((12 * 58) + 2, sheet.Height);
        var plain = new PlainImages(DatasetFolder.Load(folder["data"]).Train);
        var varied = new AugmentedImages(plain, new AugmentationSpec(Rotate: 20), 7);
        for (var row = 0; row < 12; row++)
        {
            // classes follow one another in the tiny set
            Assert.Equal(plain.Read(row, 0, []).ToArray(), Cell(sheet, row, 0));
            Assert.Equal(varied.Read(row, 2, new byte[DatasetFolder.Pixels]).ToArray(), Cell(sheet, row, 3));
        }
    }

    [Fact]
    public void Says_what_the_picture_shows()
    {
        Assert.Equal(0, Preview("sheet.png", "--epochs", "2"));

        Assert.Contains("in epochs 1 to 2 with --augment shift:2,rotate:10,scale:0.1,shear:0.1,elastic:1", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sheet.png", "--augment", "rotat:3", 2)]
    [InlineData("sheet.png", "--samples", "0", 2)]
    [InlineData("sheet.png", "--epochs", "101", 2)]
    [InlineData("sheet.jpg", "--epochs", "2", 2)]
    [InlineData("sheet.png", "--data", "nowhere", 3)]
    public void Refuses_what_cannot_be(string file, string option, string value, int code)
    {
        Assert.Equal(code, Preview(file, option, value));

        Assert.Contains("next:", terminal.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder[file]));
    }

    [Fact]
    public void Refuses_a_file_that_exists_unless_forced()
    {
        Preview("sheet.png", "--epochs", "2");
        var before = File.ReadAllBytes(folder["sheet.png"]);

        Assert.Equal(2, Preview("sheet.png", "--epochs", "3"));
        Assert.Equal(before, File.ReadAllBytes(folder["sheet.png"]));

        Assert.Equal(0, Preview("sheet.png", "--epochs", "3", "--force"));
        Assert.NotEqual(before, File.ReadAllBytes(folder["sheet.png"]));
    }

    private static byte[] Cell(SKBitmap sheet, int row, int column) =>
        [.. Enumerable.Range(0, DatasetFolder.Pixels).Select(i => sheet.GetPixel((column * 58) + 2 + (i % 28 * 2), (row * 58) + 2 + (i / 28 * 2)).Red)];

    private int Preview(string file, params string[] options) =>
        TrainerProgram.Run(["preview", .. options.Contains("--data") ? [] : new[] { "--data", folder["data"] }, "--output", folder[file], .. options], terminal.Terminal);
}
