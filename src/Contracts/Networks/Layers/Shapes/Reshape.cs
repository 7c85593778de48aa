namespace Toolchain.Contracts.Networks;

/// <summary>The same values in another shape, row-major: [28, 28] → [1, 28, 28], or [1] → [], one number.</summary>
public sealed record Reshape : LayerSpec
{
    /// <summary>The new shape, without the batch.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        if (Shape is null || Shape.Any(size => size < 1))
        {
            throw Impossible($"has the shape {(Shape is null ? "null" : Text(Shape))}; it needs sizes of at least 1");
        }

        var (before, after) = (input.Aggregate(1.0, (product, size) => product * size), Shape.Aggregate(1.0, (product, size) => product * size));
        return before == after ? Shape : throw Impossible($"cannot give {Text(input)}, {before} values, the shape {Text(Shape)} of {after}");
    }
}

/// <summary>One axis becomes several: [12] → [3, 4]. Source: <c>torch.nn.Unflatten</c>.</summary>
public sealed record Unflatten : LayerSpec
{
    /// <summary>The axis, where the batch is axis 0; from the end if it is negative.</summary>
    public required int Dim { get; init; }

    /// <summary>The sizes that take its place; one of them may be −1, for what is left.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var axis = RequireAxis(Dim, input, "dim");
        if (Sizes is null or { Count: 0 } || Sizes.Count(size => size == -1) > 1 || Sizes.Any(size => size is < 1 and not -1))
        {
            throw Impossible($"has the sizes {Text(Sizes ?? [])}; it needs sizes of at least 1, or one -1 for what is left");
        }

        var known = Sizes.Where(size => size != -1).Aggregate(1.0, (product, size) => product * size);
        var left = input[axis] / known;
        return left == Math.Floor(left) && left >= 1 && (left == 1 || Sizes.Contains(-1)) ? [.. input.Take(axis), .. Sizes.Select(size => size == -1 ? (int)left : size), .. input.Skip(axis + 1)]
            : throw Impossible($"cannot divide an axis of {input[axis]} into {Text(Sizes)}");
    }
}

/// <summary>What comes in goes out.</summary>
public sealed record Identity : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input;
}

/// <summary>The axes in another order. Source: <c>torch.permute</c>.</summary>
public sealed record Permute : LayerSpec
{
    /// <summary>The old axes in their new order; the batch, axis 0, stays in front.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Dims is [0, ..] && Dims.Order().SequenceEqual(Enumerable.Range(0, input.Count + 1)) ? [.. Dims.Skip(1).Select(axis => input[axis - 1])]
            : throw Impossible($"has the axes {Text(Dims ?? [])} for {Text(input)} behind the batch; it needs 0 first, then 1 to {input.Count} in any order");
    }
}

/// <summary>The mean over some axes. Source: <c>torch.mean</c>.</summary>
/// <param name="KeepDim">Whether the axes stay, with one value each.</param>
public sealed record Mean(bool KeepDim = false) : LayerSpec
{
    /// <summary>The axes, where the batch is axis 0; from the end if they are negative.</summary>
    public required IReadOnlyList<int> Dims { get; init; }

    /// <summary>The axes as places in a shape without the batch.</summary>
    public IReadOnlyList<int> Places(IReadOnlyList<int> input) => [.. (Dims ?? []).Select(dim => RequireAxis(dim, input, "dims")).Distinct().Order()];

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var places = Places(input);
        return places.Count == 0 || places.Count != Dims.Count ? throw Impossible($"takes the mean over the axes {Text(Dims ?? [])}; it needs at least one, and each once")
            : KeepDim ? [.. input.Select((size, axis) => places.Contains(axis) ? 1 : size)]
            : [.. input.Where((_, axis) => !places.Contains(axis))];
    }
}

/// <summary>A part of an axis. Source: <c>torch.narrow</c>.</summary>
public sealed record Narrow : LayerSpec
{
    /// <summary>The axis, where the batch is axis 0; from the end if it is negative.</summary>
    public required int Dim { get; init; }

    /// <summary>The first value taken; from the end if it is negative.</summary>
    public required int Start { get; init; }

    /// <summary>How many are taken.</summary>
    public required int Length { get; init; }

    /// <summary>The first value taken, from the beginning.</summary>
    public int First(IReadOnlyList<int> input) => Start < 0 ? Start + input[RequireAxis(Dim, input, "dim")] : Start;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var axis = RequireAxis(Dim, input, "dim");
        var first = First(input);
        return first >= 0 && Length >= 1 && (long)first + Length <= input[axis] ? [.. input.Take(axis), Length, .. input.Skip(axis + 1)]
            : throw Impossible($"takes {Length} values from {Start} of an axis of {input[axis]}");
    }
}
