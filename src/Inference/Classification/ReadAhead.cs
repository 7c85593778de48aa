using System.Runtime.ExceptionServices;

namespace Toolchain.Inference.Classification;

/// <summary>Lines of a text, read by a thread of its own: only so can it be known that the next line has to be waited for.</summary>
internal sealed class ReadAhead : IDisposable
{
    // enough for several blocks; a reader that is this far ahead waits
    private const int MostLines = 2048;

    private readonly TextReader input;
    private readonly object gate = new();
    private List<string> arrived = new(MostLines);
    private List<string> taken = new(MostLines);
    private bool ended;
    private bool abandoned;
    private ExceptionDispatchInfo? fault;

    /// <summary>Begins to read.</summary>
    public ReadAhead(TextReader input)
    {
        this.input = input;
        new Thread(ReadAll) { IsBackground = true, Name = "reading ahead" }.Start();
    }

    /// <summary>The lines in order; null where the next one has to be waited for.</summary>
    public IEnumerable<string?> Lines()
    {
        while (Take(wait: false) || !ended)
        {
            if (taken.Count == 0)
            {
                yield return null;
                Take(wait: true);
            }

            foreach (var line in taken)
            {
                yield return line;
            }
        }

        fault?.Throw();
    }

    /// <summary>Lets the thread end, once the line that it waits for has come.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            abandoned = true;
            Monitor.PulseAll(gate);
        }
    }

    // whether there are lines; they come all at once, so that a lock is taken once for many
    private bool Take(bool wait)
    {
        lock (gate)
        {
            while (wait && arrived.Count == 0 && !ended)
            {
                Monitor.Wait(gate);
            }

            taken.Clear();
            (arrived, taken) = (taken, arrived);
            Monitor.PulseAll(gate);
            return taken.Count > 0;
        }
    }

    private void ReadAll()
    {
        try
        {
            while (input.ReadLine() is { } line && Put(line))
            {
            }
        }
        catch (Exception failure)
        {
            fault = ExceptionDispatchInfo.Capture(failure);
        }

        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool Put(string line)
    {
        lock (gate)
        {
            while (arrived.Count >= MostLines && !abandoned)
            {
                Monitor.Wait(gate);
            }

            arrived.Add(line);
            if (arrived.Count == 1)
            {
                Monitor.PulseAll(gate);
            }

            return !abandoned;
        }
    }
}
