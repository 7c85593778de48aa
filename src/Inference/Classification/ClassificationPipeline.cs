using System.Collections.Concurrent;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Pictures in, answers out in the same order: threads decode and run some blocks at a time, so that memory does not grow with the number of pictures.</summary>
internal sealed class ClassificationPipeline : IDisposable
{
    private readonly Func<PictureBlock> create;
    private readonly int threads;
    private readonly List<Thread> crew = [];
    private readonly BlockingCollection<PictureBlock> shares = [];
    private readonly Queue<PictureBlock> working = new();
    private readonly Stack<PictureBlock> free = new();

    /// <summary>Prepares a pipeline.</summary>
    /// <param name="model">What answers; pictures are read before it is there.</param>
    /// <param name="top">Classes to name for each picture.</param>
    /// <param name="threads">Threads that decode and run.</param>
    public ClassificationPipeline(Task<DigitModel> model, int top, int threads)
    {
        create = () => new PictureBlock(model, top);
        this.threads = threads;
    }

    // one block in every thread's hands and one that waits for it, so that nobody waits for the one who writes the answers
    private int MostWorking => 2 * threads;

    /// <summary>Classifies pictures in order, a block at a time; a block of answers stands until the next one is asked for. No block comes before the model is there.</summary>
    /// <param name="pictures">From <see cref="PictureSource"/>; at null, answers so far are not held back.</param>
    public IEnumerable<IReadOnlyList<Classified>> Run(IEnumerable<Picture?> pictures)
    {
        var filling = Free();
        foreach (var picture in pictures)
        {
            if (picture is { } next)
            {
                filling.Add(next);
            }

            if (filling.IsFull || (picture is null && filling.Count > 0))
            {
                Start(filling);
                filling = Free();
            }

            while (working.Count > (picture is null ? 0 : MostWorking) || (working.TryPeek(out var oldest) && oldest.IsDone))
            {
                yield return working.Peek().Results();
                Recycle();
            }
        }

        if (filling.Count > 0)
        {
            Start(filling);
        }

        while (working.Count > 0)
        {
            yield return working.Peek().Results();
            Recycle();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in working)
        {
            block.Abandon();
        }

        shares.CompleteAdding();
        crew.ForEach(thread => thread.Join());
        shares.Dispose();
        foreach (var block in working.Concat(free))
        {
            block.Dispose();
        }
    }

    private void Start(PictureBlock block)
    {
        working.Enqueue(block);
        if (block.Count == 1 && working.Count == 1)
        {
            block.Open(threads: 1);
            block.Work(); // one picture must not pay for starting threads
            return;
        }

        var hands = Math.Min(threads, block.Count);
        block.Open(hands);
        for (var i = 0; i < hands; i++)
        {
            if (crew.Count < hands)
            {
                var thread = new Thread(Work) { IsBackground = true, Name = "decoding" };
                thread.Start();
                crew.Add(thread);
            }

            shares.Add(block);
        }
    }

    private void Work()
    {
        foreach (var block in shares.GetConsumingEnumerable())
        {
            block.Work();
        }
    }

    private PictureBlock Free() => free.TryPop(out var block) ? block : create();

    private void Recycle()
    {
        var block = working.Dequeue();
        if (block.IsTooSmall)
        {
            block.Dispose();
            return;
        }

        block.Clear();
        free.Push(block);
    }
}
