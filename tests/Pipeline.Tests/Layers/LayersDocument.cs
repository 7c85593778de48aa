using System.Globalization;
using System.Text;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>The table of docs/layers.md, generated from the cases.</summary>
internal static class LayersDocument
{
    public static readonly string Path = System.IO.Path.Combine(RepositoryFolder.Root, "docs", "layers.md");

    /// <summary>Whether the document is being written, so that what it says does not count yet.</summary>
    public static readonly bool IsAccepted = Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1";

    private const string Exact = "0";

    // the same bits on one processor; another may add in another order
    private static readonly Type[] Sums = [typeof(Fold), typeof(AvgPool1d)];

    /// <summary>The whole text, with an error for each kind.</summary>
    public static string Write(Func<LayerCase, string> error)
    {
        var text = new StringBuilder($"""
            # Layers

            Every kind of layer that a network may have, the class or function of TorchSharp that it stands for, its options, the ONNX operator sets that we write it in,
            and the largest error: over {LayerParity.Configurations} random configurations of shapes and options, each in ONNX Runtime at several opsets,
            the largest difference from TorchSharp's answer as a share of the answer's largest value, rounded up to a power of ten with room for other processors; 0 is the same bits.
            Names and meanings are PyTorch's, written in camel case; [formats](formats.md) says how a network is written. Axes are counted as PyTorch counts them, the batch being axis 0.
            `ACCEPT_SNAPSHOTS=1 dotnet test --project tests/Pipeline.Tests` writes this file; `dotnet test` holds it against the code.

            | kind | TorchSharp | options (default) | opsets | largest error |
            |---|---|---|---|---|

            """);
        foreach (var known in LayerCases.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{known.Kind}` | {known.Module} | {known.Options} | {Opsets.Least}–{Opsets.Most} | {error(known)} |\n");
        }

        text.Append("""

            ## Missing

            What TorchSharp has beside these (containers and losses aside), and why it is not here.

            | TorchSharp | why |
            |---|---|

            """);
        foreach (var (module, why) in MissingModules.Reasons.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {module} | {why} |\n");
        }

        return text.ToString();
    }

    /// <summary>A measured error as the document says it: the power of ten above three times the error.</summary>
    public static string Rounded(LayerCase known, double error) => error == 0 ? Sums.Contains(known.Layer) ? "1e-6" : Exact : $"1e{Math.Ceiling(Math.Log10(3 * error)).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The error of a kind that the document says.</summary>
    public static double Bound(string kind) => double.Parse(Said(kind), CultureInfo.InvariantCulture);

    /// <summary>The last column of a kind's row.</summary>
    public static string Said(string kind) =>
        File.ReadLines(Path).FirstOrDefault(line => line.StartsWith($"| `{kind}` |", StringComparison.Ordinal))?.Split('|')[^2].Trim() ?? "no row";
}
