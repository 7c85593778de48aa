namespace Toolchain.Contracts.Networks;

/// <summary>Channels become pixels: [c · r², h, w] → [c, h · r, w · r] (Shi et al., 2016). Source: <c>torch.nn.PixelShuffle</c>.</summary>
public sealed record PixelShuffle : LayerSpec
{
    /// <summary>How many pixels a pixel becomes along each axis.</summary>
    public required int UpscaleFactor { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireForm(input, axes: 2);
        RequireBetween(UpscaleFactor, 1, 1000, "upscaleFactor");
        var square = UpscaleFactor * UpscaleFactor;
        return input[0] % square == 0 ? [input[0] / square, checked(input[1] * UpscaleFactor), checked(input[2] * UpscaleFactor)]
            : throw Impossible($"takes a multiple of {square} channels, but gets {Text(input)}");
    }
}

/// <summary>Pixels become channels: [c, h · r, w · r] → [c · r², h, w]. Source: <c>torch.nn.PixelUnshuffle</c>.</summary>
public sealed record PixelUnshuffle : LayerSpec
{
    /// <summary>How many pixels become one along each axis.</summary>
    public required int DownscaleFactor { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireForm(input, axes: 2);
        RequireBetween(DownscaleFactor, 1, 1000, "downscaleFactor");
        var factor = DownscaleFactor;
        return input[1] % factor == 0 && input[2] % factor == 0 ? [checked(input[0] * factor * factor), input[1] / factor, input[2] / factor]
            : throw Impossible($"takes pictures whose height and width are multiples of {factor}, but gets {Text(input)}");
    }
}

/// <summary>Channels dealt out like cards: channel g · n + i of n a group becomes channel i · groups + g. Source: <c>torch.nn.ChannelShuffle</c>.</summary>
public sealed record ChannelShuffle : LayerSpec
{
    /// <summary>Groups of neighbouring channels.</summary>
    public required int Groups { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequirePositive(Groups, "groups");
        return input.Count >= 2 && input[0] % Groups == 0 ? input
            : throw Impossible($"takes a multiple of {Groups} channels with at least one axis after them, but gets {Text(input)}");
    }
}
