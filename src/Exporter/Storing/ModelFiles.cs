using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Storing;

/// <summary>Puts a model onto the disk.</summary>
internal static class ModelFiles
{
    /// <summary>
    /// Writes a model and, where it has one, its weights' file beside it. The weights come first and under a name of their own, so that whoever opens the
    /// model finds the old one with its weights or the new one with its own; what the old one leaves behind is then removed.
    /// </summary>
    /// <param name="path">The model's file.</param>
    /// <param name="content">The model.</param>
    /// <exception cref="ToolException">The folder cannot be written (exit 2) or the disk is full (exit 75); the old model is untouched.</exception>
    public static void Write(string path, ModelContent content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var weights = content.Weights is { } file ? Path.Combine(folder, file.Name) : null;
        var wasThere = File.Exists(weights);
        if (weights is not null)
        {
            Disk.Write(weights, content.Weights!.Write);
        }

        try
        {
            Disk.Write(path, stream => stream.Write(content.Bytes));
        }
        catch when (weights is not null && !wasThere)
        {
            File.Delete(weights);
            throw;
        }

        foreach (var left in Directory.EnumerateFiles(folder).Where(left => WeightsFile.IsOf(Path.GetFileName(path), Path.GetFileName(left)) && left != weights))
        {
            Disk.Attempt(left, () => File.Delete(left));
        }
    }
}
