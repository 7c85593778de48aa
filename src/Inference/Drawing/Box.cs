namespace Toolchain.Inference.Drawing;

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct Box(int Left, int Top, int Width, int Height)
{
    /// <summary>The largest box of some proportions in the middle of this one.</summary>
    public Box Fitting(int width, int height)
    {
        var scale = Math.Min((double)Width / width, (double)Height / height);
        var (wide, high) = (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
        return new(Left + ((Width - wide) / 2), Top + ((Height - high) / 2), wide, high);
    }

    /// <summary>This one and so many pixels around it.</summary>
    public Box Grown(int by) => new(Left - by, Top - by, Width + (2 * by), Height + (2 * by));
}
