namespace Toolchain.Contracts.Networks;

/// <summary>All dimensions but the batch become one: [28, 28] → [784].</summary>
public sealed record Flatten : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        var total = input.Aggregate(1.0, (product, size) => product * size);
        return total <= int.MaxValue ? [(int)total] : throw Impossible($"would flatten {Text(input)} into {total} values");
    }
}

/// <summary>The same values in another shape, row-major: [28, 28] → [1, 28, 28]. PyTorch calls it Unflatten.</summary>
public sealed record Reshape : LayerSpec
{
    /// <summary>The new shape, without the batch.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        if (Shape is null or { Count: 0 } || Shape.Any(size => size < 1))
        {
            throw Impossible($"has the shape {(Shape is null ? "null" : Text(Shape))}; it needs sizes of at least 1");
        }

        var (before, after) = (input.Aggregate(1.0, (product, size) => product * size), Shape.Aggregate(1.0, (product, size) => product * size));
        return before == after ? Shape : throw Impossible($"cannot give {Text(input)}, {before} values, the shape {Text(Shape)} of {after}");
    }
}

/// <summary>The sum of two or more outputs of equal shape, element by element: the joint of a residual block.</summary>
public sealed record Add : LayerSpec
{
    /// <summary>The layers it reads; <c>input</c> stays absent.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads(string previous) =>
        Input is not null ? throw Impossible("reads the layers of 'inputs'; 'input' has no meaning here")
        : Inputs is { Count: >= 2 } ? Inputs
        : throw Impossible("adds fewer than two 'inputs'");

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var other = inputs.FirstOrDefault(shape => !shape.SequenceEqual(inputs[0]));
        return other is null ? inputs[0] : throw Impossible($"cannot add {Text(other)} to {Text(inputs[0])}; the shapes must be equal");
    }
}
