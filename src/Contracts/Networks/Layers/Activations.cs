namespace Toolchain.Contracts.Networks;

/// <summary>A function of each element alone; the shape stays.</summary>
public abstract record Activation : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input;
}

/// <summary>y = max(0, x).</summary>
public sealed record Relu : Activation;

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

/// <summary>y = x · Φ(x), Φ the normal distribution function, by erf (Hendrycks and Gimpel, 2016).</summary>
public sealed record Gelu : Activation;

/// <summary>y = x · σ(x), also called swish.</summary>
public sealed record Silu : Activation;

/// <summary>y = σ(x) = 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : Activation;

/// <summary>y = tanh x.</summary>
public sealed record Tanh : Activation;
