using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>What stands beyond the edge of an input. PyTorch's <c>padding_mode</c>.</summary>
public enum PaddingMode
{
    /// <summary>Zeros.</summary>
    [JsonStringEnumMemberName("zeros")]
    Zeros,

    /// <summary>The input mirrored at its last value, which is not repeated.</summary>
    [JsonStringEnumMemberName("reflect")]
    Reflect,

    /// <summary>The last value again and again.</summary>
    [JsonStringEnumMemberName("replicate")]
    Replicate,

    /// <summary>The input from its other end.</summary>
    [JsonStringEnumMemberName("circular")]
    Circular,
}

/// <summary>What the modes of padding ask of an input.</summary>
internal static class PaddingModes
{
    /// <summary>Refuses padding that the input is too small for.</summary>
    /// <exception cref="FormatException">A side of padding is longer than the values it is made of.</exception>
    public static void RequireRoom(this PaddingMode mode, LayerSpec layer, Window window, IReadOnlyList<int> input) =>
        mode.RequireRoom(layer, window.Before, window.After, input);

    /// <summary>Refuses padding that the input is too small for.</summary>
    /// <exception cref="FormatException">A side of padding is longer than the values it is made of.</exception>
    public static void RequireRoom(this PaddingMode mode, LayerSpec layer, IReadOnlyList<int> before, IReadOnlyList<int> after, IReadOnlyList<int> input)
    {
        for (var axis = 0; axis < before.Count; axis++)
        {
            var (size, longest) = (input[axis + 1], Math.Max(before[axis], after[axis]));
            if ((mode == PaddingMode.Reflect && longest >= size) || (mode == PaddingMode.Circular && longest > size))
            {
                throw layer.Impossible($"has a padding of {longest}, which a {LayerSpec.AxisName(axis, before.Count)} of {size} is too small for in the mode '{mode.ToString().ToLowerInvariant()}'");
            }
        }
    }
}
