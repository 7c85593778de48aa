namespace Toolchain.Contracts.Models;

/// <summary>What a model computes in, where that is not float32 as in training.</summary>
/// <param name="Type"><c>fp16</c> or <c>int8</c>.</param>
/// <param name="MaxAccuracyDrop">Percentage points of test accuracy that it was allowed to cost; absent where the network is no classifier of pictures.</param>
/// <param name="Quantization">Of int8: <c>static</c>, where the ranges of values were measured at export, or <c>dynamic</c>, where every run measures them.</param>
/// <param name="Calibration">Of static ranges: how they were chosen, <c>entropy</c>, <c>minmax</c> or <c>percentile</c>.</param>
/// <param name="CalibrationImages">Of static ranges: how many training images they were measured on.</param>
public sealed record ModelPrecision(string Type, double? MaxAccuracyDrop = null, string? Quantization = null, string? Calibration = null, int? CalibrationImages = null)
{
    /// <summary>32-bit floating point, as in training; a model of it does not mention its precision.</summary>
    public const string Float32 = "fp32";

    /// <summary>16-bit floating point.</summary>
    public const string Float16 = "fp16";

    /// <summary>8-bit whole numbers.</summary>
    public const string Int8 = "int8";

    /// <summary>Ranges that are measured once, at export.</summary>
    public const string Static = "static";

    /// <summary>Ranges that are measured in every run.</summary>
    public const string Dynamic = "dynamic";

    /// <summary>Refuses what no exporter writes.</summary>
    /// <exception cref="FormatException">A part is unknown.</exception>
    public ModelPrecision Required() =>
        Type is not (Float16 or Int8) ? throw new FormatException($"precision '{Type}', not {Float16} or {Int8}")
        : Quantization is not (null or Static or Dynamic) ? throw new FormatException($"quantization '{Quantization}', not {Static} or {Dynamic}")
        : MaxAccuracyDrop is not (null or (>= 0 and <= 100)) ? throw new FormatException($"an accuracy drop of {MaxAccuracyDrop}, not 0 to 100")
        : this;
}
