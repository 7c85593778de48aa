using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace Toolchain.Inference.Devices;

/// <summary>ONNX Runtime's log lines about errors, kept instead of printed: some of what goes wrong it tells nobody else.</summary>
internal static class RuntimeLog
{
    /// <summary>What is worth keeping.</summary>
    public const OrtLoggingLevel Level = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;

    // a fault has a line or two; a long-lived process must not collect them
    private const int MostLines = 16;

    private static readonly ConcurrentQueue<string> Lines = new();

    /// <summary>Takes a line from ONNX Runtime, on any thread.</summary>
    public static void Add(string line)
    {
        Lines.Enqueue(line);
        while (Lines.Count > MostLines)
        {
            Lines.TryDequeue(out _);
        }
    }

    /// <summary>Gives the lines since the last time, and forgets them.</summary>
    public static IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (Lines.TryDequeue(out var line))
        {
            taken.Add(line);
        }

        return taken;
    }
}
