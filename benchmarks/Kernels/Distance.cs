using System.Diagnostics;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Benchmarks;

/// <summary>How far two processors are from each other: the time that a line of memory takes from one to the other and back.</summary>
internal static class Distance
{
    private const int Chunks = 200;
    private const int RoundTrips = 500;

    // elements between the two answers: no processor fetches them together
    private const int Apart = 64;

    /// <summary>Nanoseconds there and back, the median of many short runs.</summary>
    public static double Measure()
    {
        var said = new long[2 * Apart];
        var times = new double[Chunks];
        using var crew = new Crew(threads: 2);
        crew.Run([thread => Answer(said, thread, times)]);
        return times.Order().ElementAt(Chunks / 2);
    }

    // the first thread says a number and waits until the second has said it too
    private static void Answer(long[] said, int thread, double[] times)
    {
        ref var own = ref said[thread * Apart];
        ref var other = ref said[(1 - thread) * Apart];
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 1L; i <= RoundTrips; i++)
            {
                var number = ((long)chunk * RoundTrips) + i;
                if (thread == 0)
                {
                    Volatile.Write(ref own, number);
                }

                while (Volatile.Read(ref other) < number)
                {
                }

                if (thread == 1)
                {
                    Volatile.Write(ref own, number);
                }
            }

            if (thread == 0)
            {
                times[chunk] = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / RoundTrips;
            }
        }
    }
}
