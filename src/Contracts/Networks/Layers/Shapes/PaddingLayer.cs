using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Values around an input [channels, …]. Source: <c>torch.nn.ConstantPad2d</c> and its kin.</summary>
public abstract record PaddingLayer : LayerSpec
{
    /// <summary>Values on every side, or on each as PyTorch counts them, the last axis first: [left, right], [left, right, top, bottom], [left, right, top, bottom, front, back].</summary>
    public required Sizes Padding { get; init; }

    /// <summary>Axes that are padded.</summary>
    [JsonIgnore]
    public abstract int Axes { get; }

    /// <summary>What the padding is made of.</summary>
    [JsonIgnore]
    public virtual PaddingMode Mode => PaddingMode.Zeros;

    /// <summary>What stands in the padding where <see cref="Mode"/> is zeros.</summary>
    [JsonIgnore]
    public virtual double Fill => 0;

    /// <summary>Values before and after, in the order of the shape; a negative number takes values away.</summary>
    public (int[] Before, int[] After) Sides()
    {
        var sides = RequireSizes(Padding, 2 * Axes, Mode == PaddingMode.Zeros ? -int.MaxValue : 0, "a padding");
        return ([.. Enumerable.Range(0, Axes).Select(axis => sides[2 * (Axes - 1 - axis)])], [.. Enumerable.Range(0, Axes).Select(axis => sides[(2 * (Axes - 1 - axis)) + 1])]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireForm(input, Axes);
        RequireBetween(Fill, -float.MaxValue, float.MaxValue, "value");
        var (before, after) = Sides();
        Mode.RequireRoom(this, before, after, input);
        return [input[0], .. Enumerable.Range(0, Axes).Select(axis => Padded(axis, input[axis + 1], before[axis], after[axis]))];
    }

    private int Padded(int axis, long size, int before, int after) =>
        size + Math.Min(0, before) + Math.Min(0, after) < 1 ? throw Impossible($"takes all values of a {AxisName(axis, Axes)} of {size} away")
        : size + before + after is var padded && padded <= int.MaxValue ? (int)padded
        : throw Impossible($"would give a {AxisName(axis, Axes)} of {padded}");
}

/// <summary>One number around an input.</summary>
/// <param name="Value">The number.</param>
public abstract record ConstantPadding(double Value) : PaddingLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override double Fill => Value;
}

/// <summary>One number around [channels, length]. See <see cref="ConstantPadding"/>.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantPad1d(double Value = 0) : ConstantPadding(Value)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>One number around pictures [channels, height, width]. See <see cref="ConstantPadding"/>.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantPad2d(double Value = 0) : ConstantPadding(Value)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>One number around volumes [channels, depth, height, width]. See <see cref="ConstantPadding"/>.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantPad3d(double Value = 0) : ConstantPadding(Value)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}

/// <summary>Zeros around pictures [channels, height, width]. See <see cref="PaddingLayer"/>.</summary>
public sealed record ZeroPad2d : PaddingLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>The input mirrored at its last value.</summary>
public abstract record ReflectionPadding : PaddingLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override PaddingMode Mode => PaddingMode.Reflect;
}

/// <summary>The input mirrored at its last value around [channels, length]. See <see cref="ReflectionPadding"/>.</summary>
public sealed record ReflectionPad1d : ReflectionPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>The input mirrored at its last value around pictures [channels, height, width]. See <see cref="ReflectionPadding"/>.</summary>
public sealed record ReflectionPad2d : ReflectionPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>The input mirrored at its last value around volumes [channels, depth, height, width]. See <see cref="ReflectionPadding"/>.</summary>
public sealed record ReflectionPad3d : ReflectionPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}

/// <summary>The last value again and again.</summary>
public abstract record ReplicationPadding : PaddingLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override PaddingMode Mode => PaddingMode.Replicate;
}

/// <summary>The last value again and again around [channels, length]. See <see cref="ReplicationPadding"/>.</summary>
public sealed record ReplicationPad1d : ReplicationPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>The last value again and again around pictures [channels, height, width]. See <see cref="ReplicationPadding"/>.</summary>
public sealed record ReplicationPad2d : ReplicationPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>The last value again and again around volumes [channels, depth, height, width]. See <see cref="ReplicationPadding"/>.</summary>
public sealed record ReplicationPad3d : ReplicationPadding
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}
