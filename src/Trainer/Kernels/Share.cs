namespace Toolchain.Trainer.Kernels;

/// <summary>A thread's part of a dimension: from <see cref="Begin"/> up to, not including, <see cref="End"/>.</summary>
internal readonly record struct Share(int Begin, int End)
{
    /// <summary>Elements that a share begins at a multiple of: the widest vector, so that shares do not depend on the width.</summary>
    public const int Grain = 16;

    /// <summary>The part of thread <paramref name="index"/> of <paramref name="threads"/>, in whole grains but for the dimension's end.</summary>
    public static Share Of(int size, int index, int threads)
    {
        var grains = (size + Grain - 1) / Grain;
        return new Share(Edge(index), Edge(index + 1));

        int Edge(int thread) => Math.Min(size, (int)((long)grains * thread / threads) * Grain);
    }
}
