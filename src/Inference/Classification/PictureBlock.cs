using System.Runtime.ExceptionServices;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Pictures that are decoded by several threads and run at once, in memory that the next block uses again.</summary>
internal sealed class PictureBlock : IDisposable
{
    private readonly int top;
    private readonly Doubt doubt;
    private readonly DigitBatch batch;
    private readonly List<Picture> pictures;
    private readonly PageContent[] pages;
    private readonly ToolException?[] faults;
    private readonly Classified[] results;
    private readonly ManualResetEventSlim done = new();
    private int next;
    private int shares;
    private ExceptionDispatchInfo? failure;

    /// <summary>Makes room for a full block.</summary>
    /// <param name="model">What answers.</param>
    /// <param name="top">Classes to name for each picture.</param>
    public PictureBlock(DigitModel model, int top)
    {
        this.top = top;
        doubt = Doubt.For(model.Reading.Calibration);
        batch = model.CreateBatch();
        pictures = new(batch.Capacity);
        pages = new PageContent[batch.Capacity];
        faults = new ToolException?[batch.Capacity];
        results = new Classified[batch.Capacity];
    }

    /// <summary>Pictures in it.</summary>
    public int Count => pictures.Count;

    /// <summary>Whether there is no room for another picture.</summary>
    public bool IsFull => pictures.Count == batch.Capacity;

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

        if (Interlocked.Decrement(ref shares) == 0)
        {
            Answer();
            done.Set();
        }
    }

    /// <summary>Waits for the answers; they stand until <see cref="Clear"/>.</summary>
    /// <exception cref="ToolException">The model fails (exit 3).</exception>
    public ArraySegment<Classified> Results()
    {
        done.Wait();
        failure?.Throw();
        return new(results, 0, pictures.Count);
    }

    /// <summary>Makes room for other pictures.</summary>
    public void Clear() => pictures.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        batch.Dispose();
        done.Dispose();
    }

    private void Read(int index)
    {
        var (path, fault) = pictures[index];
        if (fault is null)
        {
            try
            {
                pages[index] = PictureReader.Read(path, batch.PixelsFrom(index));
            }
            catch (ToolException refusal)
            {
                fault = refusal;
            }
        }

        faults[index] = fault;
    }

    private void Answer()
    {
        try
        {
            // a picture that failed leaves its place in the batch unused
            batch.Run(pictures.Count);
            for (var i = 0; i < pictures.Count; i++)
            {
                results[i] = faults[i] is { } fault ? new(pictures[i].Path, [], Doubt: null, fault) : Classified.From(pictures[i].Path, batch, i, top, doubt.Of(batch, i, pages[i]));
            }
        }
        catch (Exception fault)
        {
            failure ??= ExceptionDispatchInfo.Capture(fault);
        }
    }
}
