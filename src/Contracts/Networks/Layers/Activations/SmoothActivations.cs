using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>How Φ is computed. PyTorch's <c>approximate</c>.</summary>
public enum GeluForm
{
    /// <summary>By the error function.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>½ · (1 + tanh(√(2/π) · (x + 0.044715 · x³))).</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,
}

/// <summary>y = x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016).</summary>
/// <param name="Approximate">How Φ is computed.</param>
public sealed record Gelu(GeluForm Approximate = GeluForm.None) : Activation
{
    /// <summary>√(2/π), of the form by tanh.</summary>
    public const double TanhScale = 0.79788456080286535588;

    /// <summary>The share of the cube, in the form by tanh.</summary>
    public const double CubeShare = 0.044715;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        Enum.IsDefined(Approximate) ? input : throw Impossible($"has the approximation {Approximate}; there are 'none' and 'tanh'");
}

/// <summary>y = x · σ(x), also called swish.</summary>
public sealed record Silu : Activation;

/// <summary>y = x · tanh(ln(1 + eˣ)) (Misra, 2019).</summary>
public sealed record Mish : Activation;

/// <summary>y = σ(x) = 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : Activation;

/// <summary>y = ln σ(x).</summary>
public sealed record LogSigmoid : Activation;

/// <summary>y = tanh x.</summary>
public sealed record Tanh : Activation;

/// <summary>y = x − tanh x.</summary>
public sealed record Tanhshrink : Activation;

/// <summary>y = x / (1 + |x|).</summary>
public sealed record Softsign : Activation;

/// <summary>y = ln(1 + e^(beta · x)) / beta; y = x where beta · x is above the threshold.</summary>
/// <param name="Beta">How sharp the bend is.</param>
/// <param name="Threshold">Where the line begins.</param>
public sealed record Softplus(double Beta = 1, double Threshold = 20) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Beta, 1e-3, 1e3, "beta");
        RequireBetween(Threshold, -1e6, 1e6, "threshold");
        return input;
    }
}
