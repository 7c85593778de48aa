using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Robustness;

/// <summary>What a program does that knows nothing of ground, ink and place: grey values, brought to 28 × 28.</summary>
internal static class PlainReading
{
    /// <summary>Reads a picture without normalizing it: luminance by Rec. 601, transparency not looked at, the whole picture stretched.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="target">uint8 [784].</param>
    public static void Read(Raster picture, Span<byte> target)
    {
        var grey = new float[picture.Count];
        for (var i = 0; i < grey.Length; i++)
        {
            var pixel = picture.Pixels.AsSpan(i * picture.Channels, picture.Channels);
            grey[i] = picture.Channels == Raster.Grey ? pixel[0] : (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        }

        var small = Resampling.Resize(new(picture.Width, picture.Height, grey), DatasetFolder.Side, DatasetFolder.Side);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)Math.Round(Math.Clamp(small.Ink[i], 0, byte.MaxValue));
        }
    }
}
