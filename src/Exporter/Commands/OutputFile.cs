using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Commands;

/// <summary>The file that a command writes.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a place where the file cannot go.</summary>
    /// <param name="to">The file.</param>
    /// <param name="usual">What such a file is usually called.</param>
    /// <param name="force">Whether one that exists is replaced.</param>
    /// <param name="sources">Files that the command reads: what they are, and where.</param>
    /// <exception cref="ToolException">It is a folder, a source, or exists (exit 2).</exception>
    public static void RequireFree(string to, string usual, bool force, params IReadOnlyList<(string What, string Path)> sources)
    {
        if (Directory.Exists(to))
        {
            throw ToolException.WrongUsage($"--output {to} is a folder", "the name of a file", $"write {Path.Combine(to, usual)}");
        }

        foreach (var (what, path) in sources)
        {
            if (Path.GetFullPath(path) == Path.GetFullPath(to))
            {
                throw ToolException.WrongUsage($"--output {to} is the {what} itself", "another file", $"name another file, such as {usual}");
            }
        }

        if (File.Exists(to) && !force)
        {
            throw ToolException.WrongUsage($"{to} exists", "a file that does not exist yet", "name another with --output, or add --force to replace it");
        }
    }
}
