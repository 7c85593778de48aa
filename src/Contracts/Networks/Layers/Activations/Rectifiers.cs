using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>y = max(0, x).</summary>
public sealed record Relu : Activation;

/// <summary>y = min(max(0, x), 6).</summary>
public sealed record Relu6 : Activation;

/// <summary>y = x above 0, slope · x below.</summary>
/// <param name="Slope">PyTorch's <c>negative_slope</c>.</param>
public sealed record LeakyRelu(double Slope = 0.01) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Slope, 0, 1, "slope");
        return input;
    }
}

/// <summary>
/// y = x above 0, a · x below (Xu et al., 2015): in training each a is drawn between <paramref name="Lower"/> and <paramref name="Upper"/>, in a finished network it is their mean.
/// </summary>
/// <param name="Lower">The least slope.</param>
/// <param name="Upper">The largest slope.</param>
public sealed record RRelu(double Lower = 1.0 / 8, double Upper = 1.0 / 3) : Activation
{
    /// <summary>The slope of a finished network.</summary>
    [JsonIgnore]
    public double Slope => (Lower + Upper) / 2;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Lower, 0, 1, "lower");
        RequireBetween(Upper, Lower, 1, "upper");
        return input;
    }
}

/// <summary>y = x above 0, weight · x below, the weight trained: one for all, or one for each channel, the first axis of a sample (He et al., 2015).</summary>
/// <param name="NumParameters">1, or the number of channels.</param>
/// <param name="Init">What the weights start from.</param>
public sealed record PRelu(int NumParameters = 1, double Init = 0.25) : Activation
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => [new($"{Name}.weight", [NumParameters], new Filled(Init))];

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequirePositive(NumParameters, "numParameters");
        RequireBetween(Init, -1e6, 1e6, "init");
        return NumParameters == 1 || (input.Count > 0 && input[0] == NumParameters) ? input
            : throw Impossible($"has {NumParameters} weights, one for each channel, but gets {Text(input)}");
    }
}

/// <summary>y = x above 0, alpha · (eˣ − 1) below (Clevert et al., 2016).</summary>
/// <param name="Alpha">Minus the value far below 0.</param>
public sealed record Elu(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Alpha, 0, 100, "alpha");
        return input;
    }
}

/// <summary>y = max(0, x) + min(0, alpha · (e^(x / alpha) − 1)), which is smooth at 0 whatever alpha (Barron, 2017).</summary>
/// <param name="Alpha">Minus the value far below 0.</param>
public sealed record Celu(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Alpha, 1e-3, 100, "alpha");
        return input;
    }
}

/// <summary>y = scale · x above 0, scale · alpha · (eˣ − 1) below, with the alpha and scale that keep mean 0 and variance 1 from layer to layer (Klambauer et al., 2017).</summary>
public sealed record Selu : Activation
{
    /// <summary>Minus the value far below 0, before the scale.</summary>
    public const double Alpha = 1.6732632423543772848;

    /// <summary>The slope above 0.</summary>
    public const double Scale = 1.0507009873554804934;
}

/// <summary>y = x above a threshold, else a fixed value.</summary>
public sealed record Thresholded : Activation
{
    /// <summary>Above it values pass.</summary>
    public required double Threshold { get; init; }

    /// <summary>What stands for the others.</summary>
    public required double Value { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Threshold, -1e30, 1e30, "threshold");
        RequireBetween(Value, -1e30, 1e30, "value");
        return input;
    }
}
