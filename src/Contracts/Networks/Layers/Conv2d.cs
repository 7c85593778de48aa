using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Cross-correlation of pictures with trained windows: [in, h, w] → [out, h′, w′], weight [out, in / groups, kernel height, kernel width], bias [out].</summary>
/// <param name="Stride">Step of the window; absent: 1.</param>
/// <param name="Padding">Rows and columns of zeros on each side; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="Groups">Parts into which the channels are divided; an output sees the inputs of its part alone.</param>
/// <param name="Bias">Whether a bias is added; none is needed before batch normalization.</param>
public sealed record Conv2d(Size2d? Stride = null, Size2d? Padding = null, Size2d? Dilation = null, int Groups = 1, bool Bias = true) : SlidingLayer(Padding, Dilation)
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
            var channels = InChannels / Groups;
            var weight = new ParameterSpec($"{Name}.weight", [OutChannels, channels, Kernel.Height, Kernel.Width], new HeUniform((double)channels * Kernel.Height * Kernel.Width));
            return Bias ? [weight, new($"{Name}.bias", [OutChannels], new Zeros())] : [weight];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequirePositive(InChannels, "inChannels");
        RequirePositive(OutChannels, "outChannels");
        RequirePositive(Groups, "groups");
        if (InChannels % Groups != 0 || OutChannels % Groups != 0)
        {
            throw Impossible($"cannot divide {InChannels} channels in and {OutChannels} out into {Groups} groups");
        }

        var size = Slide(input, Stride ?? 1);
        return input[0] == InChannels ? [OutChannels, size.Height, size.Width]
            : throw Impossible($"takes {InChannels} channels, but gets {Text(input)}");
    }
}
