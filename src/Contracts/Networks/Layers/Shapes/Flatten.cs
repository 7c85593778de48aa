namespace Toolchain.Contracts.Networks;

/// <summary>Some axes in a row become one: [28, 28] → [784]. Source: <c>torch.nn.Flatten</c>.</summary>
/// <param name="StartDim">The first of them, where the batch is axis 0; absent: 1.</param>
/// <param name="EndDim">The last of them, from the end if it is negative; absent: −1.</param>
public sealed record Flatten(int? StartDim = null, int? EndDim = null) : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (first, last) = (RequireAxis(StartDim ?? 1, input, "startDim"), RequireAxis(EndDim ?? -1, input, "endDim"));
        if (first > last)
        {
            throw Impossible($"begins with axis {StartDim ?? 1} and ends with {EndDim ?? -1} of {Text(input)}, which comes before it");
        }

        var total = input.Skip(first).Take(last - first + 1).Aggregate(1.0, (product, size) => product * size);
        return total <= int.MaxValue ? [.. input.Take(first), (int)total, .. input.Skip(last + 1)] : throw Impossible($"would flatten {Text(input)} into {total} values");
    }
}
