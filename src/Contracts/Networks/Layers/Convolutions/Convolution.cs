using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Cross-correlation with trained windows: [in, …] → [out, …], weight [out, in / groups, …kernel], bias [out].</summary>
/// <param name="Stride">Step of the window; absent: 1.</param>
/// <param name="Padding">Padding on each side, or "same" for an output of the input's size; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="Groups">Parts into which the channels are divided; an output sees the inputs of its part alone.</param>
/// <param name="Bias">Whether a bias is added; none is needed before batch normalization.</param>
/// <param name="PaddingMode">What stands in the padding.</param>
public abstract record Convolution(
    Sizes? Stride,
    [property: JsonPropertyOrder(1)] ConvPadding? Padding,
    [property: JsonPropertyOrder(1)] Sizes? Dilation,
    int Groups,
    bool Bias,
    [property: JsonPropertyOrder(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] PaddingMode PaddingMode) : SlidingLayer
{
    /// <summary>Channels that come in.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels that go out.</summary>
    public required int OutChannels { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            var kernel = RequireSizes(Kernel, Axes, 1, "a kernel");
            var channels = InChannels / Math.Max(Groups, 1);
            var weight = new ParameterSpec($"{Name}.weight", [OutChannels, channels, .. kernel], new HeUniform(kernel.Aggregate((double)channels, (product, size) => product * size)));
            return Bias ? [weight, new($"{Name}.bias", [OutChannels], new Zeros())] : [weight];
        }
    }

    /// <inheritdoc/>
    public override Window Window()
    {
        var kernel = RequireSizes(Kernel, Axes, 1, "a kernel");
        var stride = RequireSizes(Stride ?? 1, Axes, 1, "a stride");
        var dilation = RequireSizes(Dilation ?? 1, Axes, 1, "a dilation");
        if (Padding is not { IsSame: true })
        {
            var padding = RequireSizes(Padding?.Each ?? 0, Axes, 0, "a padding");
            return new Window(kernel, stride, dilation, padding, padding);
        }

        if (stride.Any(step => step != 1))
        {
            throw Impossible($"has the padding \"same\" and a stride of {Stride}; an output of the input's size takes a stride of 1");
        }

        // an odd value goes to the end, as PyTorch has it
        var all = kernel.Zip(dilation, (places, distance) => Product(distance, [places - 1])).ToArray();
        return new Window(kernel, stride, dilation, [.. all.Select(both => both / 2)], [.. all.Select(both => both - (both / 2))]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireChannels(InChannels, OutChannels, Groups);
        var sizes = Slide(input);
        PaddingMode.RequireRoom(this, Window(), input);
        return input[0] == InChannels ? [OutChannels, .. sizes]
            : throw Impossible($"takes {InChannels} channels, but gets {Text(input)}");
    }
}

/// <summary>Convolution along one axis: [in, length] → [out, length′]. See <see cref="Convolution"/>.</summary>
/// <inheritdoc cref="Convolution"/>
public sealed record Conv1d(Sizes? Stride = null, ConvPadding? Padding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true, PaddingMode PaddingMode = PaddingMode.Zeros)
    : Convolution(Stride, Padding, Dilation, Groups, Bias, PaddingMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>Convolution of pictures: [in, height, width] → [out, height′, width′]. See <see cref="Convolution"/>.</summary>
/// <inheritdoc cref="Convolution"/>
public sealed record Conv2d(Sizes? Stride = null, ConvPadding? Padding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true, PaddingMode PaddingMode = PaddingMode.Zeros)
    : Convolution(Stride, Padding, Dilation, Groups, Bias, PaddingMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>Convolution of volumes: [in, depth, height, width] → [out, depth′, height′, width′]. See <see cref="Convolution"/>.</summary>
/// <inheritdoc cref="Convolution"/>
public sealed record Conv3d(Sizes? Stride = null, ConvPadding? Padding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true, PaddingMode PaddingMode = PaddingMode.Zeros)
    : Convolution(Stride, Padding, Dilation, Groups, Bias, PaddingMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}
