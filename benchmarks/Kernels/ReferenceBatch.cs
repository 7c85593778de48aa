using System.Buffers;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Benchmarks;

/// <summary>A batch of MNIST on its way through the reference network, and each kernel of a step by itself.</summary>
internal sealed unsafe class ReferenceBatch : IDisposable
{
    /// <summary>Samples of a batch.</summary>
    public const int Size = 32;

    private const int Inputs = DatasetFolder.Pixels;
    private const int Units = 128;
    private readonly AlignedMemory weights;
    private readonly DenseChain chain;
    private readonly Dataset data;
    private readonly MemoryHandle images;
    private readonly Terms all;
    private readonly Terms marked;
    private readonly Terms units;
    private readonly Terms samples;
    private readonly SoftmaxHead head = new(DatasetFolder.Classes, smoothing: 0);
    private readonly AlignedMemory room = new(DenseKernels.RoomFloats);
    private readonly Descent descent = Descent.Of(new Sgd(), new Pace(1e-6), first: false);
    private int next;

    /// <summary>Prepares the first batch.</summary>
    public ReferenceBatch(string dataFolder)
    {
        data = DatasetFolder.Load(dataFolder);
        images = data.Train.Images.Pin();
        weights = new AlignedMemory((Units * (Inputs + 1)) + (DatasetFolder.Classes * (Units + 1)));
        var state = 1u;
        for (var i = 0; i < Units * Inputs; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            weights.Start[i] = ((state >> 8) * (0.16f / (1 << 24))) - 0.08f;
        }

        var head = weights.Start + (Units * (Inputs + 1));
        chain = new DenseChain(
        [
            new DenseLayer(Inputs, Units) { Weight = weights.Start, Bias = weights.Start + (Units * Inputs) },
            new DenseLayer(Units, DatasetFolder.Classes) { Weight = head, Bias = head + (Units * DatasetFolder.Classes) },
        ]);
        Batch = new DenseBatch(chain, Size, backward: true) { Count = Size };
        all = DenseTerms.Forward(chain.Layers[0]);
        marked = new Terms(Inputs);
        units = DenseTerms.Forward(chain.Layers[1]);
        samples = DenseTerms.Gradient(Batch, 1, Size);
    }

    /// <summary>Floating-point operations of the first layer's product, forward or gradient, if no input were 0.</summary>
    public static double LayerOperations => 2.0 * Units * Inputs * Size;

    /// <summary>Floating-point operations of a whole step if no input were 0: both layers forward and their gradients, and back through the last.</summary>
    public static double StepOperations => 2.0 * Size * Units * ((2 * Inputs) + (3 * DatasetFolder.Classes));

    /// <summary>The batch.</summary>
    public DenseBatch Batch { get; }

    /// <summary>Reads another batch from all over the training set: bytes to numbers, in rows and panels.</summary>
    public void Read(DenseKernels kernels)
    {
        for (var i = 0; i < Size; i++)
        {
            // far apart, as shuffling leaves them
            next = (next + 17_389) % data.Train.Count;
            Batch.Images[i] = (byte*)images.Pointer + ((nint)next * Inputs);
            Batch.Classes[i] = data.Train.Labels.Span[next];
        }

        kernels.ReadPixels(Batch, new Share(0, Inputs));
    }

    /// <summary>Blocks of so many inputs that are 0 in the whole batch.</summary>
    public int Empty(int block)
    {
        var marks = new ReadOnlySpan<byte>(Batch.Marks, Inputs);
        var empty = 0;
        for (var begin = 0; begin < Inputs; begin += block)
        {
            empty += marks.Slice(begin, block).ContainsAnyExcept((byte)0) ? 0 : 1;
        }

        return empty;
    }

    /// <summary>Forward of the hidden layer over every input.</summary>
    public void ForwardDense(DenseKernels kernels) => kernels.Hidden(Batch, 1, chain.Layers[0], all, new Share(0, Units), new Share(0, Size), room.Start);

    /// <summary>Forward of the hidden layer, inputs that are 0 in the whole batch left out.</summary>
    public void Forward(DenseKernels kernels)
    {
        marked.Select(all, Inputs, Batch.Marks, Batch.Marks);
        kernels.Hidden(Batch, 1, chain.Layers[0], marked, new Share(0, Units), new Share(0, Size), room.Start);
    }

    /// <summary>Logits, loss and their gradient.</summary>
    public void Head(DenseKernels kernels)
    {
        kernels.Logits(Batch, 2, chain.Layers[1], units, new Share(0, Size), room.Start);
        head.Run(Batch, new Share(0, Size));
    }

    /// <summary>Gradient and update of the hidden layer's weights over every column.</summary>
    public void UpdateDense(DenseKernels kernels)
    {
        new Span<byte>(Batch.Marks, Inputs).Fill(1);
        new Span<byte>(Batch.Touches, Batch.Capacity * Inputs / Share.Grain).Fill(1);
        Update(kernels);
    }

    /// <summary>Gradient and update of the hidden layer's weights.</summary>
    public void Update(DenseKernels kernels) =>
        kernels.UpdateWeights(Batch, 1, chain.Layers[0], samples, new Share(0, Units), new Share(0, Inputs), descent, room.Start);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in new IDisposable[] { Batch, all, marked, units, samples, head, room, weights, images })
        {
            part.Dispose();
        }
    }
}
