using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Benchmarks;

/// <summary>The most that multiply-add units can do: twelve independent chains in registers, no memory.</summary>
internal static class Peak
{
    private const int Chains = 12;
    private const int Rounds = 200_000;

    /// <summary>GFLOP/s of some threads at once: the best of many short runs, so that other work on the machine disturbs little.</summary>
    /// <param name="width">As the kernels call it.</param>
    /// <param name="threads">Each on a core, if the operating system lets it.</param>
    public static double Measure(string width, int threads)
    {
        using var crew = new Crew(threads);
        var best = double.PositiveInfinity;
        for (var run = 0; run < 60; run++)
        {
            var begin = Stopwatch.GetTimestamp();
            crew.Run([_ => Spin(width)]);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        var lanes = DenseKernels.Supported.Single(kernels => kernels.Name == width).Lanes;
        return 2.0 * Chains * Rounds * lanes * threads / best / 1e9;
    }

    private static void Spin(string width)
    {
        switch (width)
        {
            case "Vector512":
                Run<Lanes512, Vector512<float>>();
                break;
            case "Vector256":
                Run<Lanes256, Vector256<float>>();
                break;
            default:
                Run<Lanes128, Vector128<float>>();
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<TLanes, TVector>()
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var (p, q) = (TLanes.Fill(0.999f), TLanes.Fill(0.001f));
        TVector a = q, b = q, c = q, d = q, e = q, f = q, g = q, h = q, i = q, j = q, k = q, l = q;
        for (var round = 0; round < Rounds; round++)
        {
            a = TLanes.MultiplyAdd(a, p, q);
            b = TLanes.MultiplyAdd(b, p, q);
            c = TLanes.MultiplyAdd(c, p, q);
            d = TLanes.MultiplyAdd(d, p, q);
            e = TLanes.MultiplyAdd(e, p, q);
            f = TLanes.MultiplyAdd(f, p, q);
            g = TLanes.MultiplyAdd(g, p, q);
            h = TLanes.MultiplyAdd(h, p, q);
            i = TLanes.MultiplyAdd(i, p, q);
            j = TLanes.MultiplyAdd(j, p, q);
            k = TLanes.MultiplyAdd(k, p, q);
            l = TLanes.MultiplyAdd(l, p, q);
        }

        var sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)), TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l))));
        var kept = stackalloc float[16];
        TLanes.Store(sum, kept);
        GC.KeepAlive(kept[0]);
    }
}
