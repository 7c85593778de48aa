using System.Text;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Publishing;

/// <summary>Writes a model's folder.</summary>
internal static class PublishedFolder
{
    /// <summary>Name of the model.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>Name of the numbers.</summary>
    public const string MetricsFile = "metrics.json";

    /// <summary>Name of the words.</summary>
    public const string CardFile = "card.md";

    /// <summary>Writes the three files. A new folder appears whole; in one that exists they are replaced one by one, and nothing else is touched.</summary>
    /// <exception cref="ToolException">The place cannot be written (exit 2) or the disk is full (exit 75).</exception>
    public static void Write(string folder, ModelContent model, string metrics, string card)
    {
        (string Name, byte[] Content)[] files =
        [
            (MetricsFile, Encoding.UTF8.GetBytes(metrics)),
            (CardFile, Encoding.UTF8.GetBytes(card)),
        ];
        if (Directory.Exists(folder))
        {
            WriteFiles(folder, model, files);
            return;
        }

        var staging = $"{Path.TrimEndingDirectorySeparator(folder)}.{Environment.ProcessId}.tmp";
        try
        {
            WriteFiles(staging, model, files);
            Directory.Move(staging, folder);
        }
        catch (IOException fault)
        {
            throw ToolException.WrongUsage($"{folder} cannot be made: {fault.Message}", "a place this user may write to, with no file of this name", "name another --output, or change the permissions", fault);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static void WriteFiles(string folder, ModelContent model, IEnumerable<(string Name, byte[] Content)> files)
    {
        Directory.CreateDirectory(folder);
        ModelFiles.Write(Path.Combine(folder, ModelFile), model);
        foreach (var (name, content) in files)
        {
            Disk.Write(Path.Combine(folder, name), stream => stream.Write(content));
        }
    }
}
