using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// One number for each part of the input, of as many parts as the output has places: output i of m covers the inputs ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉ − 1 of n.
/// Source: <c>torch.nn.AdaptiveAvgPool2d</c>.
/// </summary>
public abstract record AdaptivePooling : LayerSpec
{
    /// <summary>The size of the output along each axis after the channels.</summary>
    public required Sizes OutputSize { get; init; }

    /// <summary>Axes after the channels.</summary>
    [JsonIgnore]
    public abstract int Axes { get; }

    /// <summary>The inputs that an output covers: the first, and the one after the last.</summary>
    public static (int From, int To) Part(int place, int size, int places) =>
        ((int)((long)place * size / places), (int)((((place + 1L) * size) + places - 1) / places));

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireForm(input, Axes);
        return [input[0], .. RequireSizes(OutputSize, Axes, 1, "an output size")];
    }
}

/// <summary>Means of parts. See <see cref="AdaptivePooling"/>.</summary>
public abstract record AdaptiveMean : AdaptivePooling;

/// <summary>Largest values of parts. See <see cref="AdaptivePooling"/>.</summary>
public abstract record AdaptiveMax : AdaptivePooling;

/// <summary>Means of parts of [channels, length].</summary>
public sealed record AdaptiveAvgPool1d : AdaptiveMean
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>Means of parts of pictures [channels, height, width].</summary>
public sealed record AdaptiveAvgPool2d : AdaptiveMean
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>Means of parts of volumes [channels, depth, height, width].</summary>
public sealed record AdaptiveAvgPool3d : AdaptiveMean
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}

/// <summary>Largest values of parts of [channels, length].</summary>
public sealed record AdaptiveMaxPool1d : AdaptiveMax
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>Largest values of parts of pictures [channels, height, width].</summary>
public sealed record AdaptiveMaxPool2d : AdaptiveMax
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>Largest values of parts of volumes [channels, depth, height, width].</summary>
public sealed record AdaptiveMaxPool3d : AdaptiveMax
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}

/// <summary>The mean of each channel: [channels, height, width] → [channels].</summary>
public sealed record GlobalAvgPool2d : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input is [var channels, _, _]
        ? [channels]
        : throw Impossible($"takes pictures [channels, height, width], but gets {Text(input)}");
}
