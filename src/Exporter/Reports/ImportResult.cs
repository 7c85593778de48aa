using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>What an import came to, as a program reads it.</summary>
/// <param name="Checkpoint">The file that was written.</param>
/// <param name="Weights">The file it was made from.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Parameters">Values in its parameters.</param>
/// <param name="Sha256">Digest of the checkpoint.</param>
/// <param name="Sources">What each parameter was called in the file.</param>
/// <param name="Dropped">Counters of training that were left out.</param>
/// <param name="Probe">The network's answers against those that were given.</param>
/// <param name="Data">On the test set, when one was given.</param>
internal sealed record ImportResult(
    string Checkpoint,
    string Weights,
    string Network,
    long Parameters,
    string Sha256,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyList<string> Dropped,
    ProbeParity Probe,
    DataParity? Data);
