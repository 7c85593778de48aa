using System.Runtime.ExceptionServices;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Pictures that are decoded by several threads and run at once, in memory that the next block uses again.</summary>
internal sealed class PictureBlock : IDisposable
{
    // enough that handing a block on costs nothing beside its work, and few enough that the last one is not waited for long
    private const int Usual = 256;

    // as fast as a whole block at a time, and a convolution's values take a quarter of the memory
    private const int PerRun = 64;

    private readonly Task<DigitModel> model;
    private readonly int top;
    private readonly int capacity;
    private readonly List<Picture> pictures;
    private readonly byte[] pixels;
    private readonly PageContent[] pages;
    private readonly ToolException?[] faults;
    private readonly Classified[] results;
    private readonly ManualResetEventSlim done = new();
    private int next;
    private int shares;
    private volatile bool isAbandoned;
    private ExceptionDispatchInfo? failure;
    private DigitBatch? batch;

    /// <summary>Makes room for a full block.</summary>
    /// <param name="model">What answers, or will once it is there.</param>
    /// <param name="top">Classes to name for each picture.</param>
    public PictureBlock(Task<DigitModel> model, int top)
    {
        (this.model, this.top) = (model, top);
        capacity = CapacityFor(model);
        pictures = new(capacity);
        pixels = new byte[capacity * MnistConvention.Side * MnistConvention.Side];
        pages = new PageContent[capacity];
        faults = new ToolException?[capacity];
        results = new Classified[capacity];
    }

    /// <summary>Pictures in it.</summary>
    public int Count => pictures.Count;

    /// <summary>Whether there is no room for another picture.</summary>
    public bool IsFull => pictures.Count == capacity;

    /// <summary>Whether it was made before the model was there, which takes more pictures at a time.</summary>
    public bool IsTooSmall => capacity < CapacityFor(model);

    /// <summary>Whether the answers are there, or the reason why there are none.</summary>
    public bool IsDone => done.IsSet;

    /// <summary>Takes in a picture.</summary>
    public void Add(Picture picture) => pictures.Add(picture);

    /// <summary>Opens the block for work.</summary>
    /// <param name="threads">How many threads will call <see cref="Work"/>, once each.</param>
    public void Open(int threads)
    {
        (next, shares, failure) = (0, threads, null);
        done.Reset();
    }

    /// <summary>Reads pictures as long as there are any that no other thread has taken; the thread that comes out last runs the model.</summary>
    public void Work()
    {
        try
        {
            for (var i = Interlocked.Increment(ref next) - 1; i < pictures.Count; i = Interlocked.Increment(ref next) - 1)
            {
                Read(i);
            }
        }
        catch (Exception bug)
        {
            failure = ExceptionDispatchInfo.Capture(bug);
        }

        if (Interlocked.Decrement(ref shares) != 0)
        {
            return;
        }

        if (model.IsCompleted)
        {
            Answer();
        }
        else
        {
            // this thread goes on with other pictures
            _ = model.ContinueWith(_ => Answer(), TaskScheduler.Default);
        }
    }

    /// <summary>Has the threads take no more of its pictures, since nobody wants the answers.</summary>
    public void Abandon()
    {
        isAbandoned = true;
        Interlocked.Exchange(ref next, capacity);
    }

    /// <summary>Waits for the answers; they stand until <see cref="Clear"/>.</summary>
    /// <exception cref="ToolException">The model does not open, or fails (exit 3 or 4).</exception>
    public ArraySegment<Classified> Results()
    {
        done.Wait();
        failure?.Throw();
        return new(results, 0, pictures.Count);
    }

    /// <summary>Makes room for other pictures.</summary>
    public void Clear() => pictures.Clear();

    /// <summary>Frees an open block once no thread works on it any more, or one that is not open.</summary>
    public void Dispose()
    {
        if (isAbandoned)
        {
            done.Wait();
        }

        batch?.Dispose();
        done.Dispose();
    }

    private static int CapacityFor(Task<DigitModel> model) => model.IsCompletedSuccessfully ? DigitBatch.CapacityFor(model.Result.Reading, Usual) : Usual;

    private void Read(int index)
    {
        var (path, fault) = pictures[index];
        if (fault is null)
        {
            try
            {
                pages[index] = PictureReader.Read(path, PixelsOf(index, 1).Span);
            }
            catch (ToolException refusal)
            {
                fault = refusal;
            }
        }

        faults[index] = fault;
    }

    private Memory<byte> PixelsOf(int index, int count) => pixels.AsMemory(index * MnistConvention.Side * MnistConvention.Side, count * MnistConvention.Side * MnistConvention.Side);

    private void Answer()
    {
        try
        {
            var opened = model.GetAwaiter().GetResult();
            if (isAbandoned)
            {
                return;
            }

            var doubt = Doubt.For(opened.Reading.Calibration);
            batch ??= opened.CreateBatch(PerRun);
            for (var first = 0; first < pictures.Count; first += batch.Capacity)
            {
                Answer(batch, doubt, first, Math.Min(batch.Capacity, pictures.Count - first));
            }
        }
        catch (Exception fault)
        {
            failure ??= ExceptionDispatchInfo.Capture(fault);
        }
        finally
        {
            done.Set();
        }
    }

    private void Answer(DigitBatch running, Doubt doubt, int first, int count)
    {
        // a picture that failed leaves its place in the batch unused
        PixelsOf(first, count).Span.CopyTo(running.PixelsFrom(0, count));
        running.Run(count);
        for (var i = 0; i < count; i++)
        {
            var (path, place) = (pictures[first + i].Path, first + i);
            results[place] = faults[place] is { } fault ? new(path, [], Doubt: null, fault) : Classified.From(path, running, i, top, doubt.Of(running, i, pages[place]), PixelsOf(place, 1));
        }
    }
}
