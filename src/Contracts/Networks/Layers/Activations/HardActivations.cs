namespace Toolchain.Contracts.Networks;

/// <summary>y = min(max(0, x / 6 + ½), 1).</summary>
public sealed record Hardsigmoid : Activation;

/// <summary>y = x · min(max(0, x / 6 + ½), 1) (Howard et al., 2019).</summary>
public sealed record Hardswish : Activation;

/// <summary>y = min(max(minVal, x), maxVal).</summary>
/// <param name="MinVal">The least value.</param>
/// <param name="MaxVal">The largest value.</param>
public sealed record Hardtanh(double MinVal = -1, double MaxVal = 1) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(MinVal, -1e30, 1e30, "minVal");
        RequireBetween(MaxVal, MinVal, 1e30, "maxVal");
        return input;
    }
}

/// <summary>A function that makes small values 0.</summary>
/// <param name="Lambda">Values of at most this magnitude become 0.</param>
public abstract record Shrinking(double Lambda) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(Lambda, 0, 1e30, "lambda");
        return input;
    }
}

/// <summary>y = x beyond ±lambda, else 0.</summary>
/// <param name="Lambda">Values of at most this magnitude become 0.</param>
public sealed record Hardshrink(double Lambda = 0.5) : Shrinking(Lambda);

/// <summary>y = x − lambda above lambda, x + lambda below −lambda, else 0.</summary>
/// <param name="Lambda">Values of at most this magnitude become 0, the others come so much closer to it.</param>
public sealed record Softshrink(double Lambda = 0.5) : Shrinking(Lambda);
