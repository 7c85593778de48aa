using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Benchmarks;

/// <summary>Measures the kernels: <c>peak</c>, <c>steps</c>, <c>distance</c>, <c>phases</c>, or with BenchmarkDotNet's own arguments its full report.</summary>
internal static class Program
{
    /// <summary>MNIST, for whoever runs this in the repository's root.</summary>
    public static string DataFolder => Path.GetFullPath("data/mnist");

    private static int Main(string[] args)
    {
        var output = Terminal.OfProcess().Output;
        switch (args)
        {
            case ["peak", var width, var threads]:
                output.WriteLine(Peak.Measure(width == "widest" ? DenseKernels.Widest.Name : width, int.Parse(threads, CultureInfo.InvariantCulture)).ToString("0.0", CultureInfo.InvariantCulture));
                return 0;
            case ["steps", var threads]:
                TrainingSteps.Measure(int.Parse(threads, CultureInfo.InvariantCulture), output);
                return 0;
            case ["distance"]:
                output.WriteLine(Distance.Measure().ToString("0", CultureInfo.InvariantCulture));
                return 0;
            case ["phases"]:
                foreach (var kernels in DenseKernels.Supported)
                {
                    Phases(kernels, output);
                }

                return 0;
            default:
                // in this process: the generated one of the default would copy libtorch
                var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
                var config = DefaultConfig.Instance.AddJob(job).AddColumn(new OperationsColumn(isShare: false), new OperationsColumn(isShare: true), StatisticColumn.Median);
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
                return 0;
        }
    }

    // the best of many: on a busy machine that is the kernel, and a mean is the neighbours
    private static void Phases(DenseKernels kernels, TextWriter output)
    {
        using var batch = new ReferenceBatch(DataFolder);
        var phases = new (string Name, Action Run)[]
        {
            ("read", () => batch.Read(kernels)), ("forward", () => batch.Forward(kernels)), ("forward, every input", () => batch.ForwardDense(kernels)),
            ("head", () => batch.Head(kernels)), ("gradient and update", () => batch.Update(kernels)),
        };
        var best = phases.ToDictionary(phase => phase.Name, _ => double.PositiveInfinity);
        const int Rounds = 3000;
        var (inputs, blocks) = (0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, run) in phases)
            {
                var begin = Stopwatch.GetTimestamp();
                run();
                best[name] = Math.Min(best[name], Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
            }

            inputs += batch.Empty(1);
            blocks += batch.Empty(kernels.Lanes);
        }

        var floor = ReferenceBatch.LayerOperations / Peak.Measure(kernels.Name, threads: 1) / 1e3;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernels.Name}: a dense product at peak {floor:0.0} µs; left out {(double)inputs / Rounds / DatasetFolder.Pixels:0 %} of the inputs, {(double)blocks / Rounds * kernels.Lanes / DatasetFolder.Pixels:0 %} of the columns"));
        foreach (var (name, time) in best)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {time,6:0.0} µs"));
        }
    }
}
