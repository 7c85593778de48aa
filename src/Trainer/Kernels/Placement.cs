using System.Numerics;
using System.Runtime.InteropServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>On which processor a thread runs. Linux only: elsewhere nothing is known and nothing done.</summary>
/// <remarks>
/// Two threads that hand work to each other every few microseconds can end up on one processor, one yielding to the other, while a second processor
/// idles: to the scheduler both look as if their caches were too warm to move. It lasts for seconds and doubles the time of a step.
/// </remarks>
internal static unsafe partial class Placement
{
    // as many processors as the C library's cpu_set_t has
    private const int Words = 1024 / 64;

    /// <summary>The processor that the calling thread runs on; −1 where that is not known.</summary>
    public static int Current => OperatingSystem.IsLinux() ? CurrentProcessor() : -1;

    /// <summary>Moves the calling thread from a processor to any other that it may use, without tying it there.</summary>
    public static void Leave(int processor)
    {
        var allowed = stackalloc ulong[Words];
        var others = stackalloc ulong[Words];
        if (GetAffinity(0, Words * sizeof(ulong), allowed) != 0)
        {
            return;
        }

        var left = 0;
        for (var i = 0; i < Words; i++)
        {
            others[i] = i == processor / 64 ? allowed[i] & ~(1ul << (processor % 64)) : allowed[i];
            left += BitOperations.PopCount(others[i]);
        }

        if (left > 0 && SetAffinity(0, Words * sizeof(ulong), others) == 0)
        {
            _ = SetAffinity(0, Words * sizeof(ulong), allowed);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint bytes, ulong* mask);
}
