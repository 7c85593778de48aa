using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Threads that work through phases together: nobody begins a phase before all have done the one before.</summary>
/// <remarks>
/// A step of small batches takes tens of microseconds, so the threads are our own and wait by spinning. One that has waited a little offers its
/// processor to whoever wants it, perhaps the very thread it waits for; one that has waited longer sleeps. A crew that only spins stands still
/// as soon as the machine has other work (docs/performance.md).
/// </remarks>
internal sealed class Crew : IDisposable
{
    // one or two microseconds, as threads of an idle machine are apart
    private const int Spins = 40;

    // some tens of microseconds, about a step
    private const int Yields = 40;

    // a yield takes less than one where nobody else wants the processor
    private static readonly TimeSpan LongYield = TimeSpan.FromMicroseconds(5);

    // elements from one thread's round to the next one's: two cache lines, since processors fetch them in pairs
    private const int Apart = 16;

    private readonly Thread[] workers;
    private readonly Lock roll = new();
    private readonly object bed = new();
    private readonly int[] places; // by thread: the processor where it last had to let somebody else run
    private readonly long[] rounds; // by thread, at multiples of Apart: the meetings it has come to
    private Action<int>[] phases = [];
    private Exception? fault;
    private volatile int sleepers;
    private volatile bool done;

    /// <summary>A crew of that many threads, the caller's included.</summary>
    public Crew(int threads)
    {
        Threads = threads;
        places = new int[threads];
        Array.Fill(places, -1);
        rounds = new long[(threads + 1) * Apart];
        workers = new Thread[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var number = i + 1;
            workers[i] = new Thread(() => Serve(number)) { IsBackground = true, Name = $"crew {number}" };
            workers[i].Start();
        }
    }

    /// <summary>Number of threads.</summary>
    public int Threads { get; }

    /// <summary>Runs each phase on every thread, with the thread's number; returns when all are done.</summary>
    /// <exception cref="Exception">The first that a phase threw; the phases after it did not run.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Action<int>[] phases)
    {
        this.phases = phases;
        fault = null;
        Meet(0);
        Work(0);
        if (fault is { } thrown)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        done = true;
        Meet(0);
        foreach (var worker in workers)
        {
            worker.Join();
        }
    }

    private void Serve(int number)
    {
        while (true)
        {
            Meet(number);
            if (done)
            {
                return;
            }

            Work(number);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(int number)
    {
        foreach (var phase in phases)
        {
            if (fault is null)
            {
                try
                {
                    phase(number);
                }
                catch (Exception thrown)
                {
                    lock (roll)
                    {
                        fault ??= thrown;
                    }
                }
            }

            Meet(number);
        }
    }

    // each says that it has come and looks whether the others have: one way from core to core, where a common counter takes three
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Meet(int number)
    {
        ref var own = ref rounds[(number + 1) * Apart];
        var round = own + 1;
        Interlocked.Exchange(ref own, round);
        if (sleepers > 0)
        {
            lock (bed)
            {
                Monitor.PulseAll(bed);
            }
        }

        for (var tries = 0; !AllCameTo(round); tries++)
        {
            if (tries < Spins)
            {
                Thread.SpinWait(1);
            }
            else if (tries < Spins + Yields)
            {
                Yield(number);
            }
            else
            {
                SleepUntilAllCameTo(round);
            }
        }
    }

    private void Yield(int number)
    {
        var begin = Stopwatch.GetTimestamp();
        Thread.Yield();
        if (Stopwatch.GetElapsedTime(begin) < LongYield)
        {
            return;
        }

        // somebody else ran here meanwhile: perhaps one of the crew
        var here = Placement.Current;
        Volatile.Write(ref places[number], here);
        for (var other = 0; other < number && here >= 0; other++)
        {
            if (Volatile.Read(ref places[other]) == here)
            {
                Placement.Leave(here);
                Volatile.Write(ref places[number], Placement.Current);
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AllCameTo(long round)
    {
        for (var thread = 1; thread <= Threads; thread++)
        {
            if (Volatile.Read(ref rounds[thread * Apart]) < round)
            {
                return false;
            }
        }

        return true;
    }

    private void SleepUntilAllCameTo(long round)
    {
        lock (bed)
        {
            // said before looking: whoever comes later sees it and wakes the sleepers
            Interlocked.Increment(ref sleepers);
            while (!AllCameTo(round))
            {
                Monitor.Wait(bed);
            }

            Interlocked.Decrement(ref sleepers);
        }
    }
}
