using System.Runtime.InteropServices;
using ScottPlot;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>A picture of training images: a row a sample, first as it is, then as each epoch sees it.</summary>
internal static class ContactSheet
{
    private const int Scale = 2;
    private const int Gap = 2;
    private const int Cell = (DatasetFolder.Side * Scale) + Gap;
    private const byte GapGrey = 64;

    /// <summary>Draws the sheet.</summary>
    /// <param name="plain">The images as they are.</param>
    /// <param name="varied">The images as a training sees them.</param>
    /// <param name="samples">Which of them, from top to bottom.</param>
    /// <param name="epochs">Epochs from left to right, beside the image as it is.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(IImageSource plain, IImageSource varied, IReadOnlyList<int> samples, int epochs)
    {
        var pixels = new byte[(samples.Count * Cell) + Gap, ((epochs + 1) * Cell) + Gap]; // (height, width)
        MemoryMarshal.CreateSpan(ref pixels[0, 0], pixels.Length).Fill(GapGrey);
        Span<byte> scratch = stackalloc byte[DatasetFolder.Pixels];
        for (var row = 0; row < samples.Count; row++)
        {
            Place(plain.Read(samples[row], 0, scratch), pixels, row, 0);
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                Place(varied.Read(samples[row], epoch, scratch), pixels, row, epoch + 1);
            }
        }

        using var sheet = new Image(pixels);
        return sheet.GetImageBytes(ImageFormat.Png);
    }

    private static void Place(ReadOnlySpan<byte> image, byte[,] pixels, int row, int column)
    {
        for (var y = 0; y < DatasetFolder.Side * Scale; y++)
        {
            for (var x = 0; x < DatasetFolder.Side * Scale; x++)
            {
                pixels[(row * Cell) + Gap + y, (column * Cell) + Gap + x] = image[(y / Scale * DatasetFolder.Side) + (x / Scale)];
            }
        }
    }
}
