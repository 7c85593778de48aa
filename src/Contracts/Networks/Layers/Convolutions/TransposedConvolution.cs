using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// The transpose of a convolution, which enlarges: [in, …] → [out, …], weight [in, out / groups, …kernel], bias [out].
/// An axis of n gives (n − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1. Source: <c>torch.nn.ConvTranspose2d</c>.
/// </summary>
/// <param name="Stride">Step of the window in the output; absent: 1.</param>
/// <param name="Padding">Values taken off the output on each side; absent: none.</param>
/// <param name="OutputPadding">Values added to the end of the output, fewer than the stride or the dilation; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="Groups">Parts into which the channels are divided.</param>
/// <param name="Bias">Whether a bias is added.</param>
public abstract record TransposedConvolution(Sizes? Stride, Sizes? Padding, Sizes? OutputPadding, Sizes? Dilation, int Groups, bool Bias) : SlidingLayer
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
            // of a window's places, one in a stride feeds an output
            var window = Window();
            var fanIn = Enumerable.Range(0, Axes).Aggregate((double)InChannels / Math.Max(Groups, 1), (product, axis) => product * window.Kernel[axis] / window.Stride[axis]);
            var weight = new ParameterSpec($"{Name}.weight", [InChannels, OutChannels / Math.Max(Groups, 1), .. window.Kernel], new HeUniform(Math.Max(1, fanIn)));
            return Bias ? [weight, new($"{Name}.bias", [OutChannels], new Zeros())] : [weight];
        }
    }

    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride, Padding, Dilation);

    /// <summary>The output padding along each axis.</summary>
    public int[] Extra() => RequireSizes(OutputPadding ?? 0, Axes, 0, "an output padding");

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireChannels(InChannels, OutChannels, Groups);
        RequireForm(input, Axes);
        var (window, extra) = (Window(), Extra());
        return input[0] == InChannels ? [OutChannels, .. Enumerable.Range(0, Axes).Select(axis => Enlarged(axis, input[axis + 1], window, extra[axis]))]
            : throw Impossible($"takes {InChannels} channels, but gets {Text(input)}");
    }

    private int Enlarged(int axis, int size, Window window, int extra)
    {
        var enlarged = ((size - 1L) * window.Stride[axis]) - (2L * window.Before[axis]) + window.Reach(axis) + extra;
        return extra >= Math.Max(window.Stride[axis], window.Dilation[axis]) ? throw Impossible($"has an output padding of {extra}; it must be below the stride or the dilation")
            : enlarged is >= 1 and <= int.MaxValue ? (int)enlarged
            : throw Impossible($"would give a {AxisName(axis, Axes)} of {enlarged}");
    }
}

/// <summary>Transposed convolution along one axis: [in, length] → [out, length′]. See <see cref="TransposedConvolution"/>.</summary>
/// <inheritdoc cref="TransposedConvolution"/>
public sealed record ConvTranspose1d(Sizes? Stride = null, Sizes? Padding = null, Sizes? OutputPadding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true)
    : TransposedConvolution(Stride, Padding, OutputPadding, Dilation, Groups, Bias)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>Transposed convolution of pictures: [in, height, width] → [out, height′, width′]. See <see cref="TransposedConvolution"/>.</summary>
/// <inheritdoc cref="TransposedConvolution"/>
public sealed record ConvTranspose2d(Sizes? Stride = null, Sizes? Padding = null, Sizes? OutputPadding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true)
    : TransposedConvolution(Stride, Padding, OutputPadding, Dilation, Groups, Bias)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>Transposed convolution of volumes: [in, depth, height, width] → [out, depth′, height′, width′]. See <see cref="TransposedConvolution"/>.</summary>
/// <inheritdoc cref="TransposedConvolution"/>
public sealed record ConvTranspose3d(Sizes? Stride = null, Sizes? Padding = null, Sizes? OutputPadding = null, Sizes? Dilation = null, int Groups = 1, bool Bias = true)
    : TransposedConvolution(Stride, Padding, OutputPadding, Dilation, Groups, Bias)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}
