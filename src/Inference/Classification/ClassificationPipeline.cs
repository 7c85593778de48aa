using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>Blocks of pictures, decoded in parallel and run at once; memory does not grow with the number of pictures.</summary>
internal sealed class ClassificationPipeline : IDisposable
{
    private readonly DigitBatch batch;
    private readonly int top;
    private readonly ParallelOptions decoders;
    private readonly List<Picture> block = new(DigitBatch.Capacity);
    private readonly ToolException?[] faults = new ToolException?[DigitBatch.Capacity];

    /// <summary>Prepares a pipeline.</summary>
    /// <param name="model">What answers.</param>
    /// <param name="top">Classes to name for each picture.</param>
    /// <param name="decoders">Threads that decode.</param>
    public ClassificationPipeline(DigitModel model, int top, int decoders)
    {
        batch = model.CreateBatch();
        this.top = top;
        this.decoders = new ParallelOptions { MaxDegreeOfParallelism = decoders };
    }

    /// <summary>Classifies pictures in order, a block at a time.</summary>
    /// <param name="pictures">From <see cref="PictureSource"/>; at null, the block so far is not held back.</param>
    public IEnumerable<IReadOnlyList<Classified>> Run(IEnumerable<Picture?> pictures)
    {
        foreach (var picture in pictures)
        {
            if (picture is not null)
            {
                block.Add(picture);
            }

            if (block.Count == DigitBatch.Capacity || (picture is null && block.Count > 0))
            {
                yield return RunBlock();
            }
        }

        if (block.Count > 0)
        {
            yield return RunBlock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    private Classified[] RunBlock()
    {
        if (block.Count == 1)
        {
            Read(0); // one picture must not pay for starting threads
        }
        else
        {
            Parallel.For(0, block.Count, decoders, Read);
        }

        // a picture that failed leaves its place in the batch unused
        batch.Run(block.Count);
        var results = new Classified[block.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = faults[i] is { } fault ? new(block[i].Path, [], fault) : Classified.From(block[i].Path, batch, i, top);
        }

        block.Clear();
        return results;
    }

    private void Read(int index)
    {
        var (path, fault) = block[index];
        if (fault is null)
        {
            try
            {
                PictureReader.Read(path, batch.PixelsFrom(index));
            }
            catch (ToolException refusal)
            {
                fault = refusal;
            }
        }

        faults[index] = fault;
    }
}
