using System.Text.Json.Serialization;
using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Models;

/// <summary>How a model wants its input.</summary>
/// <param name="Type"><c>uint8</c>: raw pixels, scaled inside the graph; <c>float32</c>: already scaled by the caller; <c>int64</c>: whole numbers.</param>
/// <param name="Shape">Sizes, the batch by name: <c>batch, 28, 28</c> or <c>batch, 1, 28, 28</c>.</param>
/// <param name="Range">The values of black and white; absent where the input is no picture of our data.</param>
/// <param name="Ink">What a stroke looks like: <c>white on black</c>; absent likewise.</param>
public sealed record InputConvention(string Type, string Shape, string? Range = null, string? Ink = null)
{
    /// <summary>The layout without an axis of channels: [batch, height, width].</summary>
    public const string Plain = "nhw";

    /// <summary>The layout with one: [batch, 1, height, width].</summary>
    public const string WithChannels = "nchw";

    private const string PlainShape = "batch, 28, 28";
    private const string ChannelShape = "batch, 1, 28, 28";

    /// <summary>Raw MNIST pixels: uint8 [batch, 28, 28], 0 to 255.</summary>
    public static InputConvention RawPixels { get; } = new("uint8", PlainShape, "0..255", "white on black");

    /// <summary>Scaled pixels: float32 [batch, 1, 28, 28], 0 to 1.</summary>
    public static InputConvention ScaledPixels { get; } = new("float32", ChannelShape, "0..1", "white on black");

    /// <summary>Every convention there is; of two that differ in the layout alone, the usual one first.</summary>
    public static IReadOnlyList<InputConvention> All { get; } =
        [RawPixels, RawPixels with { Shape = ChannelShape }, ScaledPixels, ScaledPixels with { Shape = PlainShape }];

    /// <summary>The order of the axes: <c>nhw</c> or <c>nchw</c>.</summary>
    [JsonIgnore]
    public string Layout => Shape == PlainShape ? Plain : WithChannels;

    /// <summary>Whether the caller gives bytes of 0 to 255, and not float32 of 0 to 1.</summary>
    [JsonIgnore]
    public bool IsRaw => Type == RawPixels.Type;

    /// <summary>The shape of <paramref name="count"/> pictures.</summary>
    public long[] Sizes(int count) => Layout == Plain
        ? [count, Datasets.DatasetFolder.Side, Datasets.DatasetFolder.Side]
        : [count, 1, Datasets.DatasetFolder.Side, Datasets.DatasetFolder.Side];

    /// <summary>Whether the input is a picture as our data has them.</summary>
    [JsonIgnore]
    public bool IsOfPictures => Ink is not null;

    /// <summary>The input as a network itself reads it.</summary>
    public static InputConvention Of(NetworkSpec network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network.InputType == ElementType.Int64 ? "int64" : "float32", string.Join(", ", network.Input.Select(size => $"{size}").Prepend(ModelMetadata.BatchName)));
    }
}
