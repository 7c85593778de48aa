namespace Toolchain.Contracts.Networks;

/// <summary>A function of the values along one axis together.</summary>
public abstract record AxisActivation : LayerSpec
{
    /// <summary>The axis as PyTorch counts: 0 the batch, 1 the first of the sample, −1 the last.</summary>
    public required int Dim { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        PlaceOf(input);
        return input;
    }

    /// <summary>The axis's place in the shape of a sample.</summary>
    /// <exception cref="FormatException">There is no such axis, or it is the batch.</exception>
    protected int PlaceOf(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var axis = Dim < 0 ? Dim + input.Count + 1 : Dim;
        return axis == 0 ? throw Impossible("works along axis 0, the batch; its answer to a sample would depend on the others")
            : axis >= 1 && axis <= input.Count ? axis - 1
            : throw Impossible($"works along axis {Dim}, but gets {Text(input)}, whose axes are 1 to {input.Count} after the batch");
    }
}

/// <summary>y = eˣ / Σ eˣ along the axis.</summary>
public sealed record Softmax : AxisActivation;

/// <summary>y = x − ln Σ eˣ along the axis.</summary>
public sealed record LogSoftmax : AxisActivation;

/// <summary>y = e⁻ˣ / Σ e⁻ˣ along the axis.</summary>
public sealed record Softmin : AxisActivation;

/// <summary>y = a · σ(b), a and b the halves of the input along the axis (Dauphin et al., 2017).</summary>
public sealed record Glu : AxisActivation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var place = PlaceOf(input);
        return input[place] % 2 == 0 ? [.. input.Select((size, axis) => axis == place ? size / 2 : size)]
            : throw Impossible($"halves the axis {Dim} of {Text(input)}, whose size {input[place]} is odd");
    }
}

/// <summary>Softmax over the channels at each pixel of pictures [channels, height, width].</summary>
public sealed record Softmax2d : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Count == 3 ? input : throw Impossible($"takes pictures [channels, height, width], but gets {Text(input)}");
    }
}
