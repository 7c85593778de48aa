using BenchmarkDotNet.Attributes;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Benchmarks;

/// <summary>Each kernel of the reference step on one thread, on every width of vectors.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class KernelBenchmarks
{
    private ReferenceBatch batch = null!;
    private DenseKernels kernels = null!;

    /// <summary>The widths of this machine.</summary>
    public static IEnumerable<string> Widths => DenseKernels.Supported.Select(width => width.Name);

    /// <summary>The width.</summary>
    [ParamsSource(nameof(Widths))]
    public string Width { get; set; } = "";

    /// <summary>Loads MNIST and brings a batch through the kernels once.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        kernels = DenseKernels.Supported.Single(width => width.Name == Width);
        batch = new ReferenceBatch(Program.DataFolder);
        batch.Read(kernels);
        batch.Forward(kernels);
        batch.Head(kernels);
    }

    /// <summary>A batch from all over the training set, bytes to numbers, in rows and panels.</summary>
    [Benchmark]
    public void Read() => batch.Read(kernels);

    /// <summary>Hidden layer, every input.</summary>
    [Benchmark]
    public void ForwardDense() => batch.ForwardDense(kernels);

    /// <summary>Hidden layer, empty inputs left out.</summary>
    [Benchmark]
    public void Forward() => batch.Forward(kernels);

    /// <summary>Logits, softmax, loss and gradient.</summary>
    [Benchmark]
    public void Head() => batch.Head(kernels);

    /// <summary>Gradient and update of the hidden layer.</summary>
    [Benchmark]
    public void Update() => batch.Update(kernels);

    /// <summary>Releases the batch.</summary>
    [GlobalCleanup]
    public void Release() => batch.Dispose();
}
