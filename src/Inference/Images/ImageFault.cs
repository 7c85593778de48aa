using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Images;

/// <summary>What can be wrong with a picture, in the words that both decoders use.</summary>
internal static class ImageFault
{
    private const string Expected = "a PNG, JPEG, BMP, GIF or WebP picture";

    /// <summary>The content is of no known kind.</summary>
    public static ToolException NotAnImage() => ToolException.BadInput("this is no picture", Expected, "convert it to PNG");

    /// <summary>The picture ends too early.</summary>
    public static ToolException Truncated() => ToolException.BadInput("the picture is truncated", "all of its rows", "copy or export it again");

    /// <summary>The picture is damaged.</summary>
    public static ToolException Corrupt(string why, Exception? cause = null) => ToolException.BadInput($"the picture is corrupt ({why})", Expected, "copy or export it again", cause);

    /// <summary>Nothing is drawn on it.</summary>
    public static ToolException NoInk() => ToolException.BadInput("no ink found", "one digit that stands out from its ground", "check that the picture is not blank, or raise its contrast");
}
