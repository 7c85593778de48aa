namespace Toolchain.Trainer.Kernels;

/// <summary>Parameters at the end of a row, fewer than a vector has lanes: they are updated in a copy, and written back.</summary>
internal static unsafe class Edge
{
    /// <summary>Floats of a copy: six rows of the widest vector. What belongs to the parameters, their velocity, lies as far behind them.</summary>
    public const int Floats = 6 * Lane;

    /// <summary>Elements from a row of the copy to the next: the widest vector.</summary>
    public const int Lane = 16;

    /// <summary>Copies a row's last parameters, one way or the other.</summary>
    public static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
}
