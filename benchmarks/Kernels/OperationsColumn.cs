using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Toolchain.Benchmarks;

/// <summary>GFLOP/s of the products, counted as if no input were 0, beside the peak of the same width measured in the same process.</summary>
internal sealed class OperationsColumn(bool isShare) : IColumn
{
    private static readonly Dictionary<string, double> Peaks = [];

    /// <inheritdoc/>
    public string Id => ColumnName;

    /// <inheritdoc/>
    public string ColumnName => isShare ? "of peak" : "GFLOP/s";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend => isShare ? "Share of the multiply-add peak of this width, one thread, measured in the same process" : "1e9 floating-point operations a second, inputs of 0 included";

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var name = benchmarkCase.Descriptor.WorkloadMethod.Name;
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics || name is not (nameof(KernelBenchmarks.Forward) or nameof(KernelBenchmarks.ForwardDense) or nameof(KernelBenchmarks.Update)))
        {
            return "-";
        }

        var rate = ReferenceBatch.LayerOperations / statistics.Median;
        return isShare ? (rate / PeakOf($"{benchmarkCase.Parameters["Width"]}")).ToString("0.00", CultureInfo.InvariantCulture) : rate.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    private static double PeakOf(string width)
    {
        if (!Peaks.TryGetValue(width, out var peak))
        {
            Peaks[width] = peak = Peak.Measure(width, threads: 1);
        }

        return peak;
    }
}
