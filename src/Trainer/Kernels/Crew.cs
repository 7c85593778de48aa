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

    private readonly Thread[] workers;
    private readonly Lock roll = new();
    private readonly object bed = new();
    private Action<int>[] phases = [];
    private Exception? fault;
    private int missing;
    private volatile int round;
    private volatile int sleepers;
    private volatile bool done;

    /// <summary>A crew of that many threads, the caller's included.</summary>
    public Crew(int threads)
    {
        Threads = missing = threads;
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
    public void Run(Action<int>[] phases)
    {
        this.phases = phases;
        fault = null;
        Meet();
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
        Meet();
        foreach (var worker in workers)
        {
            worker.Join();
        }
    }

    private void Serve(int number)
    {
        while (true)
        {
            Meet();
            if (done)
            {
                return;
            }

            Work(number);
        }
    }

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

            Meet();
        }
    }

    // the last to come opens the next round
    private void Meet()
    {
        var mine = round;
        if (Interlocked.Decrement(ref missing) == 0)
        {
            missing = Threads;
            Interlocked.Increment(ref round);
            if (sleepers > 0)
            {
                lock (bed)
                {
                    Monitor.PulseAll(bed);
                }
            }

            return;
        }

        for (var tries = 0; round == mine; tries++)
        {
            if (tries < Spins)
            {
                Thread.SpinWait(1);
            }
            else if (tries < Spins + Yields)
            {
                Thread.Yield();
            }
            else
            {
                SleepThrough(mine);
            }
        }
    }

    private void SleepThrough(int mine)
    {
        lock (bed)
        {
            Interlocked.Increment(ref sleepers);
            while (round == mine)
            {
                Monitor.Wait(bed);
            }

            Interlocked.Decrement(ref sleepers);
        }
    }
}
