using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Kernels;

/// <summary>The logits of a chain of dense layers, without gradients: each thread takes panels of samples through all layers by itself.</summary>
/// <remarks>A sample's logits have the same bits whichever samples it is among, and on any number of threads.</remarks>
internal sealed unsafe class DenseAnswers : IDisposable
{
    private readonly Crew crew;
    private readonly DenseKernels kernels;
    private readonly Action<int>[] phases;
    private Worker[] workers = [];
    private (DenseChain Chain, IImageSource Images, ReadOnlyMemory<int> Samples, Memory<float> Logits) task;

    /// <summary>Answers with the threads of a crew.</summary>
    public DenseAnswers(Crew crew, DenseKernels? kernels = null)
    {
        (this.crew, this.kernels) = (crew, kernels ?? DenseKernels.Widest);
        phases = [Answer];
    }

    /// <summary>Computes logits, float32 (samples, classes).</summary>
    /// <param name="network">A network without <see cref="DenseChain.Obstacle"/>.</param>
    /// <param name="images">Where the samples are.</param>
    /// <param name="samples">Which.</param>
    /// <param name="logits">Where they go.</param>
    public void Compute(TorchNetwork network, IImageSource images, ReadOnlyMemory<int> samples, Memory<float> logits)
    {
        task = (DenseChain.Of(network), images, samples, logits);
        if (workers.Length == 0)
        {
            workers = [.. Enumerable.Range(0, crew.Threads).Select(_ => new Worker(task.Chain))];
        }

        crew.Run(phases);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }
    }

    private void Answer(int thread)
    {
        const int Panel = DenseBatch.PanelWidth;
        var worker = workers[thread];
        var panels = (task.Samples.Length + Panel - 1) / Panel;
        var classes = task.Chain.Layers[^1].Outputs;
        for (var panel = (int)((long)panels * thread / crew.Threads); panel < (int)((long)panels * (thread + 1) / crew.Threads); panel++)
        {
            var begin = panel * Panel;
            var samples = task.Samples.Span.Slice(begin, Math.Min(Panel, task.Samples.Length - begin));
            worker.Answer(task.Chain, kernels, task.Images, samples, task.Logits.Span.Slice(begin * classes, samples.Length * classes));
        }
    }

    // what a thread needs for a panel
    private sealed class Worker : IDisposable
    {
        private readonly DenseBatch batch;
        private readonly Terms[] forward;
        private readonly Terms marked;
        private readonly AlignedMemory room = new(DenseKernels.RoomFloats);

        public Worker(DenseChain chain)
        {
            batch = new DenseBatch(chain, DenseBatch.PanelWidth, backward: false);
            forward = [.. chain.Layers.Select(DenseTerms.Forward)];
            marked = new Terms(chain.Layers[0].Inputs);
        }

        public void Answer(DenseChain chain, DenseKernels kernels, IImageSource images, ReadOnlySpan<int> samples, Span<float> logits)
        {
            batch.Count = samples.Length;
            Span<byte> scratch = stackalloc byte[DatasetFolder.Pixels];
            for (var i = 0; i < samples.Length; i++)
            {
                images.Read(samples[i], epoch: 0, scratch).CopyTo(new Span<byte>(batch.Pixels + (i * batch.RowLength(0)), DatasetFolder.Pixels));
            }

            kernels.ReadPixels(batch, new Share(0, chain.Layers[0].Inputs));
            marked.Select(forward[0], chain.Layers[0].Inputs, batch.Marks, batch.Marks);
            var all = new Share(0, samples.Length);
            for (var level = 1; level <= chain.Layers.Count; level++)
            {
                var (layer, terms) = (chain.Layers[level - 1], level == 1 ? marked : forward[level - 1]);
                if (level < chain.Layers.Count)
                {
                    kernels.Hidden(batch, level, layer, terms, new Share(0, layer.Outputs), all, room.Start);
                }
                else
                {
                    kernels.Logits(batch, level, layer, terms, all, room.Start);
                }
            }

            var classes = chain.Layers[^1].Outputs;
            for (var i = 0; i < logits.Length; i++)
            {
                logits[i] = batch.Panels(chain.Layers.Count)[(i % classes * DenseBatch.PanelWidth) + (i / classes)];
            }
        }

        public void Dispose()
        {
            batch.Dispose();
            marked.Dispose();
            room.Dispose();
            foreach (var terms in forward)
            {
                terms.Dispose();
            }
        }
    }
}
