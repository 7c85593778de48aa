using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>How values between the pixels are found. PyTorch's <c>mode</c>.</summary>
public enum UpsampleMode
{
    /// <summary>The nearest value before.</summary>
    [JsonStringEnumMemberName("nearest")]
    Nearest,

    /// <summary>A straight line, of [channels, length].</summary>
    [JsonStringEnumMemberName("linear")]
    Linear,

    /// <summary>Straight lines along both axes, of pictures.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>Cubic curves along both axes, of pictures.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>Straight lines along three axes, of volumes.</summary>
    [JsonStringEnumMemberName("trilinear")]
    Trilinear,
}

/// <summary>An input [channels, …] in another size, larger or smaller. Source: <c>torch.nn.Upsample</c>.</summary>
/// <param name="Size">The size of the output along the axes after the channels; or <paramref name="ScaleFactor"/>.</param>
/// <param name="ScaleFactor">Output values for one of the input, the output's size rounded down.</param>
/// <param name="Mode">How values between the pixels are found.</param>
/// <param name="AlignCorners">Whether the first and last pixels of input and output lie on one another; else their outer edges do.</param>
public sealed record Upsample(Sizes? Size = null, Factors? ScaleFactor = null, UpsampleMode Mode = UpsampleMode.Nearest, bool AlignCorners = false) : LayerSpec
{
    /// <summary>The output's values for one of the input along each axis, where <see cref="ScaleFactor"/> is given.</summary>
    public double[]? Scales(int axes) => ScaleFactor is { } factors
        ? factors.For(axes) is { } scales && scales.All(scale => scale is > 0 and <= 1e6) ? scales : throw Impossible($"has the scale factor {factors}; it must be above 0, one number or one for each of {axes} axes")
        : null;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var axes = input.Count - 1;
        if (Size is null == ScaleFactor is null)
        {
            throw Impossible("needs either 'size' or 'scaleFactor'");
        }

        if (!Fits(axes))
        {
            throw Impossible($"cannot enlarge {Text(input)} by the mode '{Mode.ToString().ToLowerInvariant()}'");
        }

        if (AlignCorners && Mode == UpsampleMode.Nearest)
        {
            throw Impossible("has 'alignCorners', which means nothing in the mode 'nearest'");
        }

        var sizes = Size is { } size ? RequireSizes(size, axes, 1, "a size") : [.. Scales(axes)!.Select((scale, axis) => Scaled(scale * input[axis + 1]))];
        return Mode == UpsampleMode.Nearest && axes > 1 && ScaleFactor is not null && Doubtful(input, sizes) is { } doubtful
            ? throw Impossible($"has the scale factor {ScaleFactor}, which makes {sizes[doubtful]} of {input[doubtful + 1]}; PyTorch then repeats other values with one thread than with several, so say 'size', or a whole scale factor")
            : [input[0], .. sizes];
    }

    /// <summary>The value that each place of the output repeats in the mode 'nearest': place · size / places rounded down, in float32. Source: <c>aten/src/ATen/native/cpu/UpSampleKernel.cpp</c>.</summary>
    /// <param name="scale">The scale factor, where one is given; it takes the place of places / size.</param>
    /// <param name="size">Values of the input.</param>
    /// <param name="places">Values of the output.</param>
    public static IReadOnlyList<long> Nearest(double? scale, int size, int places)
    {
        var step = scale is { } factor ? (float)(1 / factor) : (float)size / places;
        return [.. Enumerable.Range(0, places).Select(place => Math.Min((long)MathF.Floor(place * step), size - 1))];
    }

    // some of PyTorch's kernels ignore the scale where the size stays or doubles (nearest_idx in aten/src/ATen/native/UpSample.h)
    private int? Doubtful(IReadOnlyList<int> input, int[] sizes)
    {
        var scales = Scales(sizes.Length)!;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            var (size, places) = (input[axis + 1], sizes[axis]);
            if ((places == size || places == 2 * size) && !Nearest(scales[axis], size, places).Select((from, place) => from == (long)place * size / places).All(same => same))
            {
                return axis;
            }
        }

        return null;
    }

    private bool Fits(int axes) => Mode switch
    {
        UpsampleMode.Linear => axes == 1,
        UpsampleMode.Bilinear or UpsampleMode.Bicubic => axes == 2,
        UpsampleMode.Trilinear => axes == 3,
        _ => axes is >= 1 and <= 3,
    };

    private int Scaled(double size) => size is >= 1 and <= int.MaxValue ? (int)size : throw Impossible($"would give an axis of {size}");
}
