namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>The numbers that 256 steps are laid over. 0 is always among them, and exactly one of the steps: what is 0 stays 0.</summary>
/// <param name="Low">The least, at most 0.</param>
/// <param name="High">The largest, at least 0.</param>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>The steps over it.</summary>
    public Steps Steps
    {
        get
        {
            var scale = (High > Low ? High - Low : 1) / byte.MaxValue;
            return new Steps(scale, (byte)Math.Clamp(MathF.Round(-Low / scale), byte.MinValue, byte.MaxValue));
        }
    }

    /// <summary>The range from one number to another, widened to hold 0.</summary>
    public static ValueRange Of(float low, float high) => new(Math.Min(low, 0), Math.Max(high, 0));
}
