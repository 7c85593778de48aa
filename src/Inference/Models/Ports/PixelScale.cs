using System.Globalization;

namespace Toolchain.Inference.Models.Ports;

/// <summary>What a network sees of a pixel: (pixel × scale − mean) / std, pixel from 0 (ground) to 255 (ink).</summary>
/// <param name="Scale">What the pixel is multiplied by.</param>
/// <param name="Mean">What is taken off then, in units of the scaled pixel.</param>
/// <param name="Std">What that is divided by.</param>
internal sealed record PixelScale(double Scale, double Mean = 0, double Std = 1)
{
    /// <summary>From 0 to 1.</summary>
    public static PixelScale Unit { get; } = new(1 / 255.0);

    /// <summary>The pixel as it is.</summary>
    public static PixelScale Raw { get; } = new(1);

    /// <summary>The pixel as a byte with a sign: from −128 to 127.</summary>
    public static PixelScale Centred { get; } = new(1, 128);

    /// <summary>From −1 to 1.</summary>
    public static PixelScale Signed { get; } = new(1 / 255.0, 0.5, 0.5);

    /// <summary>Mean 0 and standard deviation 1 over MNIST's training set, with the digits that PyTorch's example made customary.</summary>
    public static PixelScale Standard { get; } = new(1 / 255.0, 0.1307, 0.3081);

    /// <summary>The value for a pixel.</summary>
    public double At(int pixel) => ((pixel * Scale) - Mean) / Std;

    /// <summary>The values of ground and ink, for people.</summary>
    public string Range => string.Create(CultureInfo.InvariantCulture, $"{At(0):0.####} to {At(255):0.####}");

    /// <summary>The options of a command line that say the same; the defaults are left out.</summary>
    public string AsOptions
    {
        get
        {
            var options = $"--input-scale {Fraction(Scale)}";
            options += Mean != 0 ? string.Create(CultureInfo.InvariantCulture, $" --input-mean {Mean}") : "";
            return options + (Std != 1 ? string.Create(CultureInfo.InvariantCulture, $" --input-std {Std}") : "");
        }
    }

    /// <summary>The same for ink that is dark on a light ground.</summary>
    public PixelScale Inverted => new(-Scale, Mean - (255 * Scale), Std);

    private static string Fraction(double scale) =>
        Math.Abs(scale * 255) == 1 ? $"{Math.Sign(scale)}/255" : scale.ToString(CultureInfo.InvariantCulture);
}
