namespace Toolchain.Contracts.Networks;

/// <summary>A layer that reads several others.</summary>
public abstract record Joint : LayerSpec
{
    /// <summary>The layers it reads; <c>input</c> stays absent.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What it does with them, for messages.</summary>
    private protected abstract string Verb { get; }

    /// <summary>How many it must read, where that is fixed; null: two or more.</summary>
    private protected virtual int? Count => null;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads(string previous) =>
        Input is not null ? throw Impossible("reads the layers of 'inputs'; 'input' has no meaning here")
        : Inputs is not { Count: >= 2 } ? throw Impossible($"{Verb} fewer than two 'inputs'")
        : Count is { } count && Inputs.Count != count ? throw Impossible($"{Verb} {count} 'inputs', not {Inputs.Count}")
        : Inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => throw Impossible($"{Verb} several 'inputs'");

    /// <summary>The shape of what is joined element by element: the same number of axes, and sizes that are equal or 1, which then counts for all.</summary>
    private protected IReadOnlyList<int> Broadcast(IReadOnlyList<IReadOnlyList<int>> inputs) => inputs.Aggregate((joined, other) =>
        joined.Count == other.Count && joined.Zip(other).All(pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1)
            ? [.. joined.Zip(other, Math.Max)]
            : throw Impossible($"cannot join {Text(other)} with {Text(joined)}; the shapes must be equal, or 1 along an axis"));
}

/// <summary>Numbers of the same place joined into one; an axis of one value counts for all of the other's.</summary>
public abstract record ElementwiseJoint : Joint
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Broadcast(inputs);
    }
}

/// <summary>The sum of two or more outputs: the joint of a residual block.</summary>
public sealed record Add : ElementwiseJoint
{
    private protected override string Verb => "adds";
}

/// <summary>The first output less the second.</summary>
public sealed record Subtract : ElementwiseJoint
{
    private protected override string Verb => "subtracts";

    private protected override int? Count => 2;
}

/// <summary>The product of two or more outputs, element by element: the joint of a gate.</summary>
public sealed record Multiply : ElementwiseJoint
{
    private protected override string Verb => "multiplies";
}

/// <summary>The first output divided by the second, element by element.</summary>
public sealed record Divide : ElementwiseJoint
{
    private protected override string Verb => "divides";

    private protected override int? Count => 2;
}

/// <summary>The largest of two or more outputs, element by element.</summary>
public sealed record Maximum : ElementwiseJoint
{
    private protected override string Verb => "compares";
}

/// <summary>The smallest of two or more outputs, element by element.</summary>
public sealed record Minimum : ElementwiseJoint
{
    private protected override string Verb => "compares";
}

/// <summary>Outputs one after the other along an axis: the joint of a dense block or of a U-Net.</summary>
/// <param name="Dim">The axis, where the batch is axis 0; from the end if it is negative.</param>
public sealed record Concatenate(int Dim = 1) : Joint
{
    private protected override string Verb => "concatenates";

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var axis = RequireAxis(Dim, inputs[0], "dim");
        return inputs.Aggregate((joined, other) => joined.Count == other.Count && joined.Zip(other).Where((_, place) => place != axis).All(pair => pair.First == pair.Second)
            ? [.. joined.Select((size, place) => place == axis ? RequireLength((double)size + other[place]) : size)]
            : throw Impossible($"cannot put {Text(other)} after {Text(joined)} along axis {Dim}; all other sizes must be equal"));
    }
}

/// <summary>The product of two outputs as matrices, of the last two axes: [n, k] and [k, m] → [n, m], for each place of the axes before. Source: <c>torch.matmul</c>.</summary>
public sealed record MatMul : Joint
{
    private protected override string Verb => "multiplies";

    private protected override int? Count => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs is [[.., var rows, var inner] left, [.., var height, var columns] right] && inner == height
            ? [.. Broadcast([[.. left.SkipLast(2)], [.. right.SkipLast(2)]]), rows, columns]
            : throw Impossible($"cannot multiply the matrices {Text(inputs[0])} and {Text(inputs[1])}");
    }
}
