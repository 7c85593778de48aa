namespace Toolchain.Trainer.Kernels;

/// <summary>How many threads pay.</summary>
internal static class Processors
{
    // below this, meeting the other threads costs as much as they save: measured on two cores, see docs/performance.md
    private const double LeastWork = 3e6;

    /// <summary>Threads that a step of a network is worth, at most one for each physical core that this process may use.</summary>
    /// <param name="weights">Weights of the network.</param>
    /// <param name="batchSize">Samples of a step.</param>
    public static int Worth(long weights, int batchSize)
    {
        // a multiplication and an addition, forward and again for the gradient
        var operations = 4.0 * weights * batchSize;
        return (int)Math.Clamp(operations / LeastWork, 1, Math.Min(PhysicalCores(), Environment.ProcessorCount));
    }

    /// <summary>Physical cores, as Linux counts them; elsewhere all processors.</summary>
    private static int PhysicalCores()
    {
        const string Topology = "/sys/devices/system/cpu";
        if (!Directory.Exists(Topology))
        {
            return Environment.ProcessorCount;
        }

        try
        {
            // processors of one core name the same siblings
            var cores = Directory.EnumerateDirectories(Topology, "cpu*")
                .Select(folder => Path.Combine(folder, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(file => File.ReadAllText(file).Trim())
                .Distinct()
                .Count();
            return Math.Max(1, cores);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
