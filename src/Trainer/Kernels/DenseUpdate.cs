using System.Runtime.CompilerServices;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Kernels;

/// <summary>One update of a chain of dense layers from a batch in memory: forward, loss, backward, descent, as phases of a crew.</summary>
/// <remarks>
/// A thread owns some units of each level: their rows of the layer that makes them, and their columns of the layer that reads them. So it can
/// carry a gradient back through its columns and change them at once, and change its rows of the first layer without waiting for anyone.
/// Every sum is one thread's alone, so nothing depends on how many threads there are.
/// Each thread brings the whole input into memory of its own: to read what another core has just written would take longer, up to the time of a whole
/// step where the two cores share no cache (docs/performance.md).
/// </remarks>
internal sealed unsafe class DenseUpdate : IDisposable
{
    private readonly DenseChain chain;
    private readonly DenseKernels kernels;
    private readonly int threads;
    private readonly Terms[] forward; // by layer, over the inputs
    private readonly Terms[] backward; // by layer, over the outputs
    private readonly Terms[] gradient; // by layer, over the samples
    private readonly Terms[] marked; // by thread: those inputs of the first layer that are not 0 everywhere
    private readonly SoftmaxHead[] heads; // by thread
    private readonly AlignedMemory[] rooms; // by thread
    private readonly DenseBatch[] batches; // by thread
    private Descent descent;

    /// <summary>Prepares for batches of up to <paramref name="capacity"/> samples.</summary>
    public DenseUpdate(DenseChain chain, int capacity, double smoothing, int threads, DenseKernels kernels)
    {
        (this.chain, this.kernels, this.threads) = (chain, kernels, threads);
        var first = new DenseBatch(chain, capacity, backward: true);
        batches = [first, .. Enumerable.Range(1, threads - 1).Select(_ => first.ForAnotherThread())];
        forward = [.. chain.Layers.Select(layer => DenseTerms.Forward(layer))];
        backward = [.. chain.Layers.Select(layer => DenseTerms.Backward(layer))];
        gradient = [.. chain.Layers.Select((_, index) => DenseTerms.Gradient(first, index + 1, capacity))];
        marked = [.. PerThread(() => new Terms(chain.Layers[0].Inputs))];
        heads = [.. PerThread(() => new SoftmaxHead(chain.Layers[^1].Outputs, smoothing))];
        rooms = [.. PerThread(() => new AlignedMemory(DenseKernels.RoomFloats))];
        Phases = [.. List()];
    }

    /// <summary>The batch as each thread sees it; its inputs, marks and classes must be there before the thread's first phase.</summary>
    public IReadOnlyList<DenseBatch> Batches => batches;

    /// <summary>What a crew must run, phase by phase.</summary>
    public IReadOnlyList<Action<int>> Phases { get; }

    /// <summary>Says how many samples the batch has and how parameters are to move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int samples, Descent descent)
    {
        foreach (var batch in batches)
        {
            batch.Count = samples;
        }

        this.descent = descent;
        foreach (var terms in gradient)
        {
            terms.Take(samples);
        }
    }

    /// <summary>How the network did, the samples in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BatchResult Result()
    {
        var (loss, correct) = (0.0, 0);
        var batch = batches[0];
        for (var i = 0; i < batch.Count; i++)
        {
            loss += batch.Losses[i];
            correct += batch.Right[i];
        }

        return new BatchResult(loss, correct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in batches.Concat<IDisposable>(forward).Concat(backward).Concat(gradient).Concat(marked).Concat(heads).Concat(rooms))
        {
            part.Dispose();
        }
    }

    private IEnumerable<T> PerThread<T>(Func<T> create) => Enumerable.Range(0, threads).Select(_ => create());

    private IEnumerable<Action<int>> List()
    {
        var last = chain.Layers.Count;
        for (var level = 1; level < last; level++)
        {
            var hidden = level;
            yield return thread => Hidden(hidden, thread);
        }

        yield return Head;
        for (var level = last; level > 1; level--)
        {
            var above = level;
            yield return thread => Back(above, thread);
        }

        if (last == 1)
        {
            yield return OnlyLayer;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Terms Forward(int level, int thread)
    {
        if (level > 1)
        {
            return forward[level - 1];
        }

        marked[thread].Select(forward[0], chain.Layers[0].Inputs, batches[thread].Marks, batches[thread].Marks);
        return marked[thread];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Hidden(int level, int thread)
    {
        var layer = chain.Layers[level - 1];
        kernels.Hidden(batches[thread], level, layer, Forward(level, thread), Share.Of(layer.Outputs, thread, threads), new Share(0, batches[thread].Count), rooms[thread].Start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Head(int thread)
    {
        var samples = Share.Of(batches[thread].Count, thread, threads);
        if (samples.End > samples.Begin)
        {
            var level = chain.Layers.Count;
            kernels.Logits(batches[thread], level, chain.Layers[^1], Forward(level, thread), samples, rooms[thread].Start);
            heads[thread].Run(batches[thread], samples);
        }
    }

    // carries the gradient from a level to the hidden one below, and changes what lies between them
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Back(int level, int thread)
    {
        var layer = chain.Layers[level - 1];
        var units = Share.Of(layer.Inputs, thread, threads);
        var room = rooms[thread].Start;
        kernels.Backward(batches[thread], level, layer, backward[level - 1], units, room);
        kernels.UpdateWeights(batches[thread], level, layer, gradient[level - 1], new Share(0, layer.Outputs), units, descent, room);
        kernels.UpdateBiases(batches[thread], level, layer, Share.Of(layer.Outputs, thread, threads), descent, room);
        if (level == 2)
        {
            // the gradient of a thread's own units is all that its rows of the first layer need
            var first = chain.Layers[0];
            kernels.UpdateWeights(batches[thread], 1, first, gradient[0], units, new Share(0, first.Inputs), descent, room);
            kernels.UpdateBiases(batches[thread], 1, first, units, descent, room);
        }
    }

    // a network without hidden levels is divided by its inputs: there are more of them than classes
    private void OnlyLayer(int thread)
    {
        var layer = chain.Layers[0];
        kernels.UpdateWeights(batches[thread], 1, layer, gradient[0], new Share(0, layer.Outputs), Share.Of(layer.Inputs, thread, threads), descent, rooms[thread].Start);
        kernels.UpdateBiases(batches[thread], 1, layer, Share.Of(layer.Outputs, thread, threads), descent, rooms[thread].Start);
    }
}
