namespace Toolchain.Contracts.Networks;

/// <summary>A tensor that training changes: by its gradient, or, like running statistics, by what passes through.</summary>
/// <param name="Name">As PyTorch writes it: <c>layer.weight</c>.</param>
/// <param name="Shape">Row-major sizes.</param>
/// <param name="Initializer">Where its values start.</param>
/// <param name="HasGradient">Whether the optimizer moves it; running statistics move by themselves.</param>
public sealed record ParameterSpec(string Name, IReadOnlyList<int> Shape, Initializer Initializer, bool HasGradient = true)
{
    /// <summary>Number of values.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));
}

/// <summary>How the first values of a parameter are drawn.</summary>
public abstract record Initializer;

/// <summary>All zero, as Keras starts biases.</summary>
public sealed record Zeros : Initializer;

/// <summary>All one, as scales and running variances start.</summary>
public sealed record Ones : Initializer;

/// <summary>All the same.</summary>
/// <param name="Value">That value.</param>
public sealed record Filled(double Value) : Initializer;

/// <summary>Uniform in ±<see cref="Limit"/>.</summary>
public abstract record Uniform : Initializer
{
    /// <summary>The largest magnitude drawn.</summary>
    public abstract double Limit { get; }
}

/// <summary>Uniform in ±√(6 / (fanIn + fanOut)), as Keras starts kernels (Glorot and Bengio, 2010).</summary>
/// <param name="FanIn">Values that feed one output.</param>
/// <param name="FanOut">Outputs that one value feeds.</param>
public sealed record GlorotUniform(int FanIn, int FanOut) : Uniform
{
    /// <inheritdoc/>
    public override double Limit => Math.Sqrt(6.0 / (FanIn + FanOut));
}

/// <summary>Uniform in ±√(6 / fanIn): keeps the variance through a ReLU (He et al., 2015). Convolutions start with it.</summary>
/// <param name="FanIn">Values that feed one output.</param>
public sealed record HeUniform(double FanIn) : Uniform
{
    /// <inheritdoc/>
    public override double Limit => Math.Sqrt(6.0 / FanIn);
}

/// <summary>Uniform in ±<paramref name="Bound"/>.</summary>
/// <param name="Bound">The largest magnitude drawn.</param>
public sealed record UniformWithin(double Bound) : Uniform
{
    /// <inheritdoc/>
    public override double Limit => Bound;
}

/// <summary>Normal with mean 0 and standard deviation 1, as PyTorch starts embeddings.</summary>
public sealed record Normal : Initializer;
