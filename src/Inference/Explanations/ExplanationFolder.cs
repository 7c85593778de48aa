using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Classification;
using Toolchain.Inference.Drawing;

namespace Toolchain.Inference.Explanations;

/// <summary>A folder that explains answers: a picture for each input, and contact sheets of many.</summary>
/// <remarks>Written as the answers come: no more is held than the pictures of a sheet.</remarks>
internal sealed class ExplanationFolder
{
    // of an input's name, in a name that every file system takes
    private const int MostLetters = 60;

    private readonly string folder;
    private readonly List<Explanation> sheet = new(ContactSheet.Capacity);
    private long count;
    private int sheets;

    private ExplanationFolder(string folder) => this.folder = folder;

    /// <summary>What was written, for people.</summary>
    public string Summary => $"{count} inputs explained in {folder}, {(sheets == 1 ? "" : $"{sheets} sheets from ")}{SheetPath(1)}";

    /// <summary>Makes a folder, or takes an empty one: files of others, or of another run, must not pass for explanations of this one.</summary>
    /// <exception cref="ToolException">It holds something, or cannot be made (exit 2).</exception>
    public static ExplanationFolder Create(string folder)
    {
        Disk.CreateFolder(folder);
        var some = "";
        Disk.Attempt(folder, () => some = Directory.EnumerateFileSystemEntries(folder).FirstOrDefault() ?? "");
        return some.Length == 0
            ? new(folder)
            : throw ToolException.WrongUsage($"{folder} already holds {Path.GetFileName(some)}", "a new or an empty folder for explanations", "name another folder, or empty this one");
    }

    /// <summary>Explains the next answers.</summary>
    /// <param name="results">In the order of the inputs.</param>
    /// <param name="classNames">What each class is called.</param>
    /// <exception cref="ToolException">A file cannot be written (exit 2), or the disk is full (exit 75).</exception>
    public void Add(IReadOnlyList<Classified> results, IReadOnlyList<string> classNames)
    {
        for (var from = 0; from < results.Count;)
        {
            // a sheet's worth at a time, by several threads
            var next = Math.Min(ContactSheet.Capacity - sheet.Count, results.Count - from);
            sheet.AddRange(Explain(results, from, next, classNames));
            from += next;
            count += next;
            if (sheet.Count == ContactSheet.Capacity)
            {
                WriteSheet();
            }
        }
    }

    /// <summary>Writes the last sheet.</summary>
    public void Finish()
    {
        if (sheet.Count > 0)
        {
            WriteSheet();
        }
    }

    private Explanation[] Explain(IReadOnlyList<Classified> results, int from, int next, IReadOnlyList<string> classNames)
    {
        var explained = new Explanation[next];
        try
        {
            Parallel.For(0, next, i => explained[i] = Explain(count + i + 1, results[from + i], classNames));
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }

        return explained;
    }

    private Explanation Explain(long number, Classified result, IReadOnlyList<string> classNames)
    {
        var explanation = Explanation.Of(number, result, classNames);
        Write(NameOf(number, result.Input), ExplanationPage.Draw(explanation));
        return explanation.Shrunk(ContactSheet.Side);
    }

    private void WriteSheet()
    {
        Write(Path.GetFileName(SheetPath(++sheets)), ContactSheet.Draw(sheet));
        sheet.Clear();
    }

    private void Write(string name, Canvas canvas) => Disk.Write(Path.Join(folder, name), stream => stream.Write(canvas.ToPng()), flush: false, createFolder: false);

    private string SheetPath(int page) => Path.Join(folder, page == 1 ? "contact-sheet.png" : string.Create(CultureInfo.InvariantCulture, $"contact-sheet-{page}.png"));

    // the number makes it unique, and never a name that some system reserves
    private static string NameOf(long number, string input)
    {
        var name = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{number:000000}-"));
        foreach (var letter in Path.GetFileNameWithoutExtension(input).EnumerateRunes().Take(MostLetters))
        {
            name.Append(Rune.IsLetterOrDigit(letter) || letter.Value is '-' or '_' ? letter.ToString() : "_");
        }

        return name.Append(".png").ToString();
    }
}
