using System.IO.Enumeration;

namespace Toolchain.Inference.Classification;

/// <summary>The names in a folder, sorted, in few bytes each: a folder may hold a million pictures.</summary>
internal sealed class FolderListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly string folder;
    private readonly List<Entry> entries = [];
    private char[] names = new char[1 << 12];
    private int used;

    /// <summary>Reads the names of a folder.</summary>
    /// <param name="folder">A folder.</param>
    /// <param name="wanted">Which files count; folders always do, but for links, which could lead in circles.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public FolderListing(string folder, Func<ReadOnlySpan<char>, bool> wanted)
    {
        this.folder = folder;
        var found = new FileSystemEnumerable<bool>(folder, Add, Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory ? !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) : wanted(entry.FileName),
        };
        foreach (var _ in found)
        {
        }

        entries.Sort(Compare);
    }

    /// <summary>The entries, sorted as whole paths are by their characters' codes: a folder counts with the separator behind its name.</summary>
    public IEnumerable<(string Path, bool IsFolder)> Entries()
    {
        foreach (var entry in entries)
        {
            yield return (Path.Join(folder, Name(entry)), entry.IsFolder);
        }
    }

    private ReadOnlySpan<char> Name(Entry entry) => names.AsSpan(entry.Start, entry.Length);

    private bool Add(ref FileSystemEntry entry)
    {
        var name = entry.FileName;
        if (names.Length - used < name.Length + 1)
        {
            Array.Resize(ref names, Math.Max(2 * names.Length, used + name.Length + 1));
        }

        name.CopyTo(names.AsSpan(used));
        names[used + name.Length] = entry.IsDirectory ? '/' : '\0';
        entries.Add(new(used, name.Length, entry.IsDirectory));
        used += name.Length + 1;
        return true;
    }

    private int Compare(Entry one, Entry other) =>
        names.AsSpan(one.Start, one.Length + (one.IsFolder ? 1 : 0)).SequenceCompareTo(names.AsSpan(other.Start, other.Length + (other.IsFolder ? 1 : 0)));

    // where the name lies among all names
    private readonly record struct Entry(int Start, int Length, bool IsFolder);
}
