using System.Runtime.CompilerServices;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>Where each pixel of a varied image comes from: (x, y) ↦ (<c>Xx·x + Xy·y + X0</c>, <c>Yx·x + Yy·y + Y0</c>), in pixels, y downwards.</summary>
internal readonly record struct AffineMap(float Xx, float Xy, float X0, float Yx, float Yy, float Y0)
{
    // the middle of the picture stays where it is, but for the shift
    private const double Centre = (DatasetFolder.Side - 1) / 2.0;

    /// <summary>Draws the map of a sample: every strength uniform in its range, independent of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static AffineMap Draw(ref VariationNoise noise, AugmentationSpec spec)
    {
        // always six draws, so that one strength does not move the others
        var (right, down) = (noise.Within(spec.Shift), noise.Within(spec.Shift));
        var (width, height) = (1 + noise.Within(spec.Scale), 1 + noise.Within(spec.Scale));
        return Moving(right, down, noise.Within(spec.Rotate), width, height, noise.Within(spec.Shear));
    }

    /// <summary>The map under which the picture's content is stretched, then sheared, then rotated about the middle, then shifted.</summary>
    /// <param name="right">Shift, in pixels.</param>
    /// <param name="down">Shift, in pixels.</param>
    /// <param name="degrees">Rotation, clockwise as seen.</param>
    /// <param name="width">Factor, above 0.</param>
    /// <param name="height">Factor, above 0.</param>
    /// <param name="shear">Pixels to the right for each pixel downwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static AffineMap Moving(double right, double down, double degrees = 0, double width = 1, double height = 1, double shear = 0)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(degrees));

        // forward: R·K·S with K = (1 shear; 0 1), S = diag(width, height); its determinant is width · height
        var (a, b) = (cos * width, ((cos * shear) - sin) * height);
        var (c, d) = (sin * width, ((sin * shear) + cos) * height);
        var area = width * height;
        var (xx, xy, yx, yy) = (d / area, -b / area, -c / area, a / area);
        var (x, y) = (Centre + right, Centre + down);
        return new AffineMap((float)xx, (float)xy, (float)(Centre - (xx * x) - (xy * y)), (float)yx, (float)yy, (float)(Centre - (yx * x) - (yy * y)));
    }
}
