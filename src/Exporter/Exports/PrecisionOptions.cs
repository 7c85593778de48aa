using Toolchain.Contracts.Models;

namespace Toolchain.Exporter.Exports;

/// <summary>What a network is to compute in, and how much that may cost.</summary>
internal sealed record PrecisionOptions
{
    /// <summary>Training images that ranges are measured on where nobody says how many: more of them moved no range by more than a step.</summary>
    public const int UsualImages = 1000;

    /// <summary>Percentage points of test accuracy that a smaller precision may cost where nobody says how many.</summary>
    public const double UsualDrop = 0.1;

    /// <summary>As it was trained.</summary>
    public static PrecisionOptions Single { get; } = new();

    /// <summary>One of <see cref="ModelPrecision.Float32"/>, <see cref="ModelPrecision.Float16"/> and <see cref="ModelPrecision.Int8"/>.</summary>
    public string Type { get; init; } = ModelPrecision.Float32;

    /// <summary>Whether it is another than the network was trained in.</summary>
    public bool IsReduced => Type != ModelPrecision.Float32;

    /// <summary>Whether the ranges of int8 values are measured in every run, and not once at export.</summary>
    public bool Dynamic { get; init; }

    /// <summary>Whether training images are needed, to measure the ranges on.</summary>
    public bool IsCalibrated => Type == ModelPrecision.Int8 && !Dynamic;

    /// <summary>Training images that ranges are measured on; absent: the usual number, or all if they are fewer.</summary>
    public int? CalibrationImages { get; init; }

    /// <summary>How a range is chosen from what was measured; absent: the way whose logits come nearest to those in float32.</summary>
    public string? CalibrationMethod { get; init; }

    /// <summary>Percentage points of test accuracy that it may cost; absent: the usual number.</summary>
    public double? MostDrop { get; init; }
}
