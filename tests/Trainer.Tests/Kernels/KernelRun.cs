using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Tests.Kernels;

/// <summary>A training problem for the kernels alone: numbers instead of pixels, any sizes.</summary>
/// <param name="Sizes">Inputs, hidden units, classes.</param>
/// <param name="Parameters">Weight and bias of each layer in turn.</param>
/// <param name="Inputs">(samples, inputs).</param>
/// <param name="Classes">Of each sample.</param>
internal sealed record KernelProblem(int[] Sizes, float[][] Parameters, float[] Inputs, int[] Classes)
{
    public int Layers => Sizes.Length - 1;

    public int Samples => Classes.Length;
}

/// <summary>The kernels at work on a problem, in memory of their own.</summary>
internal sealed unsafe class KernelRun : IDisposable
{
    private readonly KernelProblem problem;
    private readonly Sgd optimizer;
    private readonly Crew crew;
    private readonly DenseUpdate update;
    private readonly AlignedMemory[] parameters;
    private readonly AlignedMemory[] velocities;
    private readonly bool skipsZeros;
    private int steps;

    public KernelRun(KernelProblem problem, Sgd optimizer, DenseKernels kernels, int threads = 1, double smoothing = 0, int? capacity = null, bool skipsZeros = true)
    {
        (this.problem, this.optimizer, this.skipsZeros) = (problem, optimizer, skipsZeros);
        parameters = [.. problem.Parameters.Select(values => Filled(values))];
        velocities = [.. problem.Parameters.Select(values => new AlignedMemory(values.Length))];
        crew = new Crew(threads);
        update = new DenseUpdate(new DenseChain([.. Enumerable.Range(0, problem.Layers).Select(Layer)]), capacity ?? problem.Samples, smoothing, threads, kernels);
    }

    /// <summary>All parameters as they are now.</summary>
    public float[] Parameters => [.. parameters.SelectMany((memory, i) => new ReadOnlySpan<float>(memory.Start, problem.Parameters[i].Length).ToArray())];

    /// <summary>Updates on some samples of the problem; default: all.</summary>
    public BatchResult Step(double rate, int[]? samples = null, double? momentum = null)
    {
        samples ??= [.. Enumerable.Range(0, problem.Samples)];
        update.Begin(samples.Length, Descent.Of(optimizer, new Pace(rate, momentum), first: steps++ == 0));
        foreach (var batch in update.Batches)
        {
            Load(batch, samples);
        }

        crew.Run([.. update.Phases]);
        return update.Result();
    }

    public void Dispose()
    {
        crew.Dispose();
        update.Dispose();
        foreach (var memory in parameters.Concat(velocities))
        {
            memory.Dispose();
        }
    }

    private static AlignedMemory Filled(float[] values)
    {
        var memory = new AlignedMemory(values.Length);
        values.CopyTo(new Span<float>(memory.Start, values.Length));
        return memory;
    }

    private DenseLayer Layer(int index) => new(problem.Sizes[index], problem.Sizes[index + 1])
    {
        Weight = parameters[2 * index].Start,
        Bias = parameters[(2 * index) + 1].Start,
        WeightVelocity = velocities[2 * index].Start,
        BiasVelocity = velocities[(2 * index) + 1].Start,
    };

    private void Load(DenseBatch batch, int[] samples)
    {
        var length = batch.RowLength(0);
        var unseen = skipsZeros ? (byte)0 : (byte)1;
        new Span<byte>(batch.Marks, problem.Sizes[0]).Fill(unseen);
        new Span<byte>(batch.Touches, batch.Capacity * length / Share.Grain).Fill(unseen);
        for (var i = 0; i < samples.Length; i++)
        {
            batch.Classes[i] = problem.Classes[samples[i]];
            for (var feature = 0; feature < problem.Sizes[0]; feature++)
            {
                var value = problem.Inputs[(samples[i] * problem.Sizes[0]) + feature];
                batch.Rows(0)[(i * length) + feature] = value;
                batch.Panels(0)[(((i / DenseBatch.PanelWidth * length) + feature) * DenseBatch.PanelWidth) + (i % DenseBatch.PanelWidth)] = value;
                batch.Marks[feature] |= value == 0 ? (byte)0 : (byte)1;
                batch.Touches[(feature / Share.Grain * batch.Capacity) + i] |= value == 0 ? (byte)0 : (byte)1;
            }
        }
    }
}
