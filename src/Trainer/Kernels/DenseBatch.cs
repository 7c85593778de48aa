namespace Toolchain.Trainer.Kernels;

/// <summary>The memory of a batch on its way through a chain of dense layers; allocated once for the largest batch.</summary>
/// <remarks>
/// Numbers lie in two orders. <em>Panels</em> of <see cref="PanelWidth"/> samples: [panel][feature][sample], for products whose vectors run along
/// samples. <em>Rows</em>: [sample][feature], for the gradient, whose vectors run along features. Level 0 is the input, level l the output of layer l.
/// </remarks>
internal sealed unsafe class DenseBatch : IDisposable
{
    /// <summary>Samples of a panel.</summary>
    public const int PanelWidth = 32;

    private readonly List<AlignedMemory> memory = [];
    private readonly float*[] panels;
    private readonly float*[] rows;
    private readonly float*[] deltas;
    private readonly int[] sizes;

    /// <summary>Memory for batches of up to <paramref name="capacity"/> samples.</summary>
    /// <param name="chain">The layers.</param>
    /// <param name="capacity">Samples of the largest batch.</param>
    /// <param name="backward">Whether there will be gradients.</param>
    public DenseBatch(DenseChain chain, int capacity, bool backward)
        : this([chain.Layers[0].Inputs, .. chain.Layers.Select(layer => layer.Outputs)], (capacity + PanelWidth - 1) / PanelWidth * PanelWidth)
    {
        for (var level = 1; level < sizes.Length; level++)
        {
            var floats = (long)Capacity * RowLength(level);
            panels[level] = Allocate(floats);
            if (backward && level < sizes.Length - 1)
            {
                rows[level] = Allocate(floats);
            }

            if (backward)
            {
                deltas[level] = Allocate(floats);
            }
        }

        Losses = (double*)Allocate((long)Capacity * sizeof(double) / sizeof(float));
        Right = (int*)Allocate(Capacity);
    }

    private DenseBatch(DenseBatch other)
        : this(other.sizes, other.Capacity)
    {
        for (var level = 1; level < sizes.Length; level++)
        {
            var floats = (long)Capacity * RowLength(level);
            panels[level] = other.panels[level];
            rows[level] = other.rows[level] == null ? null : Allocate(floats);
            deltas[level] = level == 1 && Layers > 1 ? Allocate(floats) : other.deltas[level];
        }

        Losses = other.Losses;
        Right = other.Right;
    }

    // the input; everything above it is still to be given
    private DenseBatch(int[] sizes, int padded)
    {
        this.sizes = sizes;
        panels = new float*[sizes.Length];
        rows = new float*[sizes.Length];
        deltas = new float*[sizes.Length];
        var inputs = (long)padded * RowLength(0);
        panels[0] = Allocate(inputs);
        rows[0] = Allocate(inputs);
        Pixels = (byte*)Allocate(inputs / sizeof(float));
        Marks = (byte*)Allocate(RowLength(0) / sizeof(float));
        Touches = (byte*)Allocate(inputs / Share.Grain / sizeof(float));
        Touching = [.. Enumerable.Range(0, ColumnBlock.Pairs).Select(_ => new Terms(padded))];
        Classes = new int[padded];
        Images = (byte**)Allocate((long)padded * sizeof(byte*) / sizeof(float));
        for (var i = 0; i < padded; i++)
        {
            Images[i] = Pixels + ((nint)i * RowLength(0));
        }
    }

    /// <summary>Samples of the batch in memory.</summary>
    public int Count { get; set; }

    /// <summary>Room for pixels, uint8 (padded samples, <see cref="RowLength"/> of level 0).</summary>
    public byte* Pixels { get; }

    /// <summary>Where each sample's pixels lie: in <see cref="Pixels"/>, unless somebody says otherwise. All of them can be read, those past <see cref="Count"/> too.</summary>
    public byte** Images { get; }

    /// <summary>A byte for each input feature; 0 where the feature is 0 in every sample of the batch.</summary>
    public byte* Marks { get; }

    /// <summary>A byte for each block of <see cref="Share.Grain"/> input features and each sample, uint8 (blocks, padded samples); 0 where the sample's features are 0 in the whole block.</summary>
    public byte* Touches { get; }

    /// <summary>Samples for which there is memory: elements from a block's touches to the next one's.</summary>
    public int Capacity => Classes.Length;

    /// <summary>Room for the terms of those samples that touch some columns, for each pair of a <see cref="ColumnBlock"/>.</summary>
    public Terms[] Touching { get; }

    /// <summary>True class of each sample.</summary>
    public int[] Classes { get; }

    /// <summary>Loss of each sample.</summary>
    public double* Losses { get; }

    /// <summary>1 for each sample that was answered correctly, else 0.</summary>
    public int* Right { get; }

    /// <summary>Number of layers.</summary>
    public int Layers => sizes.Length - 1;

    /// <summary>Features of a level.</summary>
    public int Size(int level) => sizes[level];

    /// <summary>Features of a level with what fills the last grain: elements from a row to the next, and features of a panel.</summary>
    public int RowLength(int level) => (sizes[level] + Share.Grain - 1) / Share.Grain * Share.Grain;

    /// <summary>Outputs of a level in panels.</summary>
    public float* Panels(int level) => panels[level];

    /// <summary>Outputs of a level in rows.</summary>
    public float* Rows(int level) => rows[level];

    /// <summary>Gradient of the loss by a level's sums before ReLU, in panels.</summary>
    public float* Deltas(int level) => deltas[level];

    /// <summary>
    /// The same batch as another thread sees it. It shares what others need of a thread's units: their outputs in panels, their gradients but for the first
    /// level's. The input, its marks and classes are its own, and so is what only the units' owner reads.
    /// </summary>
    public DenseBatch ForAnotherThread() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(Touching, terms => terms.Dispose());
        memory.ForEach(block => block.Dispose());
    }

    private float* Allocate(long count)
    {
        memory.Add(new AlignedMemory(count));
        return memory[^1].Start;
    }
}
