namespace Toolchain.Contracts.Schedules;

/// <summary>Functions in float32 as Keras has them: taken in double and rounded once, which is the correctly rounded value on every platform.</summary>
internal static class SinglePrecision
{
    /// <summary>x^y.</summary>
    public static float Pow(float x, float y) => (float)Math.Pow(x, y);

    /// <summary>Cosine of an angle in radians.</summary>
    public static float Cos(float x) => (float)Math.Cos(x);

    /// <summary>Natural logarithm.</summary>
    public static float Log(float x) => (float)Math.Log(x);
}
