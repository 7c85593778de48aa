using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Explanations;

/// <summary>A picture in its frame.</summary>
internal static class PictureIn
{
    /// <summary>Draws a picture into the middle of a box, or an empty frame where there is none.</summary>
    public static void Draw(Canvas canvas, Raster? picture, Box box)
    {
        if (picture is null)
        {
            canvas.Frame(box, Colour.Line);
            return;
        }

        var inside = box.Fitting(picture.Width, picture.Height);
        canvas.Picture(picture, inside);
        canvas.Frame(inside, Colour.Line);
    }
}
