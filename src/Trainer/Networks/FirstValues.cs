using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Networks;

/// <summary>The values that parameters start from.</summary>
internal static class FirstValues
{
    /// <summary>Draws a parameter, row-major, from a stream of its own.</summary>
    public static float[] Of(ParameterSpec parameter, RandomNumbers stream)
    {
        var values = new float[parameter.Count];
        switch (parameter.Initializer)
        {
            case Zeros: break;
            case Ones: Array.Fill(values, 1f); break;
            case Filled filled: Array.Fill(values, (float)filled.Value); break;
            case Uniform uniform: Draw(values, () => ((stream.NextUnit() * 2) - 1) * uniform.Limit); break;
            case Normal: Draw(values, () => NextNormal(stream)); break;
            default: throw new NotSupportedException($"nothing starts from {parameter.Initializer.GetType().Name}");
        }

        return values;
    }

    private static void Draw(float[] values, Func<double> next)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)next();
        }
    }

    // √(−2 ln u) · cos 2πv (Box and Muller, 1958); 1 − u is never 0
    private static double NextNormal(RandomNumbers stream) => Math.Sqrt(-2 * Math.Log(1 - stream.NextUnit())) * Math.Cos(2 * Math.PI * stream.NextUnit());
}
