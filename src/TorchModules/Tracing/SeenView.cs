using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>A step from a value to a view of it, on tensors with the batch in front; axes count it as axis 0.</summary>
internal abstract record ViewStep
{
    /// <summary>Does it to a tensor.</summary>
    public abstract Tensor Run(Tensor input);

    /// <summary>The layer that does it.</summary>
    public abstract LayerSpec Layer(string name);
}

/// <summary>A part of an axis.</summary>
internal sealed record NarrowStep(int Axis, long Start, long Length) : ViewStep
{
    public override Tensor Run(Tensor input) => input.narrow(Axis, Start, Length);

    public override LayerSpec Layer(string name) => new Narrow { Name = name, Dim = Axis, Start = (int)Start, Length = (int)Length };
}

/// <summary>The axes in another order.</summary>
internal sealed record PermuteStep(IReadOnlyList<int> Order) : ViewStep
{
    public override Tensor Run(Tensor input) => input.permute([.. Order.Select(axis => (long)axis)]);

    public override LayerSpec Layer(string name) => new Permute { Name = name, Dims = Order };
}

/// <summary>The same values in another shape.</summary>
internal sealed record ReshapeStep(IReadOnlyList<long> Sample) : ViewStep
{
    public override Tensor Run(Tensor input) => input.reshape([input.shape[0], .. Sample]);

    public override LayerSpec Layer(string name) => Sample is [_] ? new Flatten { Name = name } : new Reshape { Name = name, Shape = [.. Sample.Select(size => (int)size)] };
}

/// <summary>
/// What a view takes from a value, read from where both lie in memory: flatten, view, squeeze, transpose, narrow and select leave traces in sizes and strides, and no others.
/// The batch must stay whole. It may change places with the axis after it, as before a module that wants time in front; the view is then turned.
/// </summary>
/// <param name="OfTurned">Whether the value itself is turned.</param>
/// <param name="IsTurned">Whether the view is.</param>
/// <param name="Steps">From one to the other, both with the batch in front.</param>
internal sealed record SeenView(bool OfTurned, bool IsTurned, IReadOnlyList<ViewStep> Steps)
{
    /// <summary>The view that a part of a value's memory is, or null when it is none that can be said.</summary>
    public static SeenView? Of(MemoryLayout whole, bool turned, MemoryLayout part)
    {
        if (part.Storage != whole.Storage || !whole.IsPlain() || part.Sizes.Count == 0)
        {
            return null;
        }

        var from = turned ? whole.Turned() : whole;
        var batch = Enumerable.Range(0, Math.Min(2, part.Sizes.Count)).FirstOrDefault(axis => part.Sizes[axis] == from.Sizes[0] && part.Strides[axis] == from.Strides[0], -1);
        if (batch < 0)
        {
            return null;
        }

        var to = batch == 1 ? part.Turned() : part;
        return (ByAxes(from, to) ?? ByShape(from, to)) is { } steps ? new SeenView(turned, batch == 1, steps) : null;
    }

    /// <summary>The view of another value.</summary>
    public Tensor Run(Tensor value)
    {
        var front = Steps.Aggregate(OfTurned ? value.transpose(0, 1) : value, (current, step) => step.Run(current));
        return IsTurned ? front.transpose(0, 1) : front;
    }

    // axes that stay axes, whole or in part
    private static List<ViewStep>? ByAxes(MemoryLayout whole, MemoryLayout part)
    {
        var (axes, rest) = (whole.Axes(), part.Offset - whole.Offset);
        var (start, length) = (new long[whole.Sizes.Count], whole.Sizes.Select(_ => 1L).ToArray());
        foreach (var axis in axes)
        {
            (start[axis], rest) = (rest / whole.Strides[axis], rest % whole.Strides[axis]);
        }

        var order = new List<int>();
        for (var place = 0; place < part.Sizes.Count; place++)
        {
            if (part.Sizes[place] > 1)
            {
                var axis = axes.FirstOrDefault(axis => whole.Strides[axis] == part.Strides[place], -1);
                if (axis < 0 || order.Contains(axis))
                {
                    return null;
                }

                length[axis] = part.Sizes[place];
                order.Add(axis);
            }
        }

        if (rest != 0 || start.Where((first, axis) => first < 0 || first + length[axis] > whole.Sizes[axis]).Any())
        {
            return null;
        }

        List<ViewStep> steps = [.. axes.Where(axis => length[axis] != whole.Sizes[axis]).Order().Select(axis => new NarrowStep(axis, start[axis], length[axis]))];
        return Ordered(steps, length, order, part.Sizes);
    }

    // the same values in other axes
    private static List<ViewStep>? ByShape(MemoryLayout whole, MemoryLayout part)
    {
        var axes = part.Axes();
        if (part.Offset != whole.Offset || !whole.IsDense(whole.Axes().Order().ToArray()) || !part.IsDense(axes) || axes is not [0, ..] || Count(whole) != Count(part))
        {
            return null;
        }

        // in the order of memory first
        long[] sizes = [.. axes.Select(axis => part.Sizes[axis])];
        return Ordered([new ReshapeStep(sizes[1..])], sizes, [.. axes.Select((axis, place) => (axis, place)).OrderBy(pair => pair.axis).Select(pair => pair.place)], part.Sizes);
    }

    // axes of more than one place into their order, then those of one place where they belong
    private static List<ViewStep> Ordered(List<ViewStep> steps, IReadOnlyList<long> sizes, List<int> order, IReadOnlyList<long> wanted)
    {
        var current = sizes;
        if (!order.Order().SequenceEqual(order))
        {
            int[] all = [.. order, .. Enumerable.Range(0, sizes.Count).Except(order)];
            steps.Add(new PermuteStep(all));
            current = [.. all.Select(axis => sizes[axis])];
        }

        if (!current.SequenceEqual(wanted))
        {
            if (steps is [ReshapeStep])
            {
                steps.Clear();
            }

            steps.Add(new ReshapeStep([.. wanted.Skip(1)]));
        }

        return steps;
    }

    private static long Count(MemoryLayout layout) => layout.Sizes.Aggregate(1L, (product, size) => product * size);
}
