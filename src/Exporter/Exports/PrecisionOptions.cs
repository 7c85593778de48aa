namespace Toolchain.Exporter.Exports;

/// <summary>What a network computes in, and how much that may cost.</summary>
internal sealed record PrecisionOptions
{
    /// <summary>32-bit floating point, as it was trained.</summary>
    public const string Float32 = "fp32";

    /// <summary>16-bit floating point.</summary>
    public const string Float16 = "fp16";

    /// <summary>8-bit whole numbers.</summary>
    public const string Int8 = "int8";

    /// <summary>As it was trained.</summary>
    public static PrecisionOptions Single { get; } = new();

    /// <summary>One of the three.</summary>
    public string Type { get; init; } = Float32;

    /// <summary>Whether the ranges of int8 values are measured in every run, and not once at export.</summary>
    public bool Dynamic { get; init; }

    /// <summary>Training images that ranges are measured on.</summary>
    public int CalibrationImages { get; init; } = 1000;

    /// <summary>How a range is chosen from what was measured; one of <c>auto</c>, <c>minmax</c>, <c>percentile</c>, <c>entropy</c>.</summary>
    public string CalibrationMethod { get; init; } = "auto";

    /// <summary>Percentage points of test accuracy that the smaller precision may cost.</summary>
    public double MostAccuracyDrop { get; init; } = 0.1;
}
