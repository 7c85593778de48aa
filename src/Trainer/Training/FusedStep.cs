using System.Buffers;
using System.Runtime.CompilerServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Training;

/// <summary>Stochastic gradient descent for chains of dense layers with ReLU by our own kernels, in place on TorchSharp's memory.</summary>
/// <remarks>Where <see cref="AutogradStep"/> goes through libtorch some forty times a step, this goes through memory as few times as the arithmetic allows.</remarks>
internal sealed unsafe class FusedStep : ITrainingStep
{
    private readonly IImageSource training;
    private readonly Crew crew;
    private readonly DenseUpdate update;
    private readonly Sgd optimizer;
    private readonly Action<int>[] phases;
    private readonly int[] batch;
    private readonly int[] next;
    private readonly MemoryHandle? images; // null: made for each step
    private int expected;
    private int epoch;

    /// <summary>Binds the kernels to a network.</summary>
    /// <param name="network">Whose parameters move; <see cref="Obstacle"/> must have none.</param>
    /// <param name="training">The samples.</param>
    /// <param name="plan">Batch size, optimizer and label smoothing.</param>
    /// <param name="state">What the optimizer keeps.</param>
    /// <param name="crew">The threads.</param>
    /// <param name="kernels">The width; default: the widest.</param>
    public FusedStep(TorchNetwork network, IImageSource training, TrainingPlan plan, OptimizerState state, Crew crew, DenseKernels? kernels = null)
    {
        (this.training, this.crew) = (training, crew);
        optimizer = (Sgd)plan.Optimizer;
        Kernels = kernels ?? DenseKernels.Widest;
        var chain = DenseChain.Of(network, optimizer.Momentum > 0 ? state : null);
        batch = new int[Math.Min(plan.BatchSize, training.Count)];
        update = new DenseUpdate(chain, batch.Length, plan.LabelSmoothing, crew.Threads, Kernels);
        next = new int[batch.Length];
        Action<int>[] own = [Begin, .. update.Phases.Skip(1).SkipLast(1), End];
        images = training.Pin();
        phases = images is null ? [GatherShare, .. own] : own;
    }

    /// <summary>The width in use.</summary>
    public DenseKernels Kernels { get; }

    /// <summary>Why a training cannot have the fused step; null when it can.</summary>
    public static string? Obstacle(NetworkSpec network, TrainingPlan plan) => plan.Optimizer is Sgd
        ? DenseChain.Obstacle(network)
        : $"the optimizer is {plan.Optimizer.GetType().Name}, and the fused step has stochastic gradient descent only";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Expect(ReadOnlySpan<int> samples)
    {
        samples.CopyTo(next);
        expected = samples.Length;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
    {
        samples.CopyTo(batch);
        epoch = place.Epoch;
        update.Begin(samples.Length, Descent.Of(optimizer, pace, first: place.Step == 0));
        crew.Run(phases);
        return update.Result();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        update.Dispose();
        images?.Dispose();
    }

    // a thread needs nobody else's input, so it goes on to its first sums at once
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(int thread)
    {
        if (images is { } lying)
        {
            Find(thread, (byte*)lying.Pointer);
        }

        Kernels.ReadPixels(update.Batches[thread], new Share(0, DatasetFolder.Pixels));
        update.Phases[0](thread);
    }

    // the next images come from all over main memory; each thread begins elsewhere, and finds in a shared cache what another one has fetched
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void End(int thread)
    {
        update.Phases[^1](thread);
        var first = expected * thread / crew.Threads;
        for (var i = 0; i < expected; i++)
        {
            training.BringNear(next[(first + i) % expected]);
        }
    }

    // the kernels read the images where they lie
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Find(int thread, byte* first)
    {
        var memory = update.Batches[thread];
        var labels = training.Labels;
        for (var i = 0; i < memory.Count; i++)
        {
            memory.Images[i] = first + ((nint)batch[i] * DatasetFolder.Pixels);
            memory.Classes[i] = labels[batch[i]];
        }
    }

    // each image is made once, for all threads
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherShare(int thread)
    {
        var count = update.Batches[0].Count;
        var length = update.Batches[0].RowLength(0);
        Span<byte> scratch = stackalloc byte[DatasetFolder.Pixels];
        for (var i = (int)((long)count * thread / crew.Threads); i < (int)((long)count * (thread + 1) / crew.Threads); i++)
        {
            var image = training.Read(batch[i], epoch, scratch);
            foreach (var memory in update.Batches)
            {
                image.CopyTo(new Span<byte>(memory.Pixels + ((nint)i * length), DatasetFolder.Pixels));
                memory.Classes[i] = training.Labels[batch[i]];
            }
        }
    }
}
