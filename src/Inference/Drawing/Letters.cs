using System.Text;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Drawing;

/// <summary>A letter in the picture of a font.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Width">Columns to the next letter.</param>
internal readonly record struct Glyph(int Left, int Width);

/// <summary>Letters of one size, drawn in advance and carried inside the program: machines without fonts write the same text.</summary>
/// <remarks>The files and how they were made: <c>Font/README.md</c>.</remarks>
internal sealed class Letters
{
    // Latin, Greek, Cyrillic and some signs, in the order of the picture; behind them the sign for what is missing
    private static readonly (int First, int Last)[] Ranges =
        [(0x20, 0x7E), (0xA0, 0xFF), (0x391, 0x3A9), (0x3B1, 0x3C9), (0x410, 0x44F), (0x2013, 0x2014), (0x2026, 0x2026), (0x2190, 0x2193), (0x2212, 0x2212), (0x2264, 0x2265), (0x25A1, 0x25A1)];

    private static readonly Lazy<Letters> LoadedSmall = new(() => new("DejaVuSans-13.png"));
    private static readonly Lazy<Letters> LoadedLarge = new(() => new("DejaVuSans-30.png"));

    private readonly Raster atlas;
    private readonly Dictionary<int, Glyph> glyphs = [];
    private readonly Glyph missing;

    private Letters(string name)
    {
        atlas = ImageDecoder.Decode(Resource(name)).WithoutUnusedChannels();
        var starts = Enumerable.Range(0, atlas.Width).Where(x => atlas.Pixels[x] != 0).Append(atlas.Width).ToArray();
        var next = 0;
        foreach (var letter in Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)))
        {
            missing = glyphs[letter] = new(starts[next], starts[next + 1] - starts[next]);
            next++;
        }
    }

    /// <summary>For lines of text.</summary>
    public static Letters Small => LoadedSmall.Value;

    /// <summary>For the answer.</summary>
    public static Letters Large => LoadedLarge.Value;

    /// <summary>Pixels from the top of a line to that of the next.</summary>
    public int Height => atlas.Height - 1; // the first row says where letters begin

    /// <summary>A letter, or the sign for what is missing.</summary>
    public Glyph this[Rune letter] => glyphs.GetValueOrDefault(letter.Value, missing);

    /// <summary>How much of a pixel a letter covers, 0 to 255.</summary>
    public byte Coverage(Glyph glyph, int x, int y) => atlas.Pixels[((y + 1) * atlas.Width) + glyph.Left + x];

    /// <summary>Pixels that a text is wide.</summary>
    public int WidthOf(string text) => text.EnumerateRunes().Sum(letter => this[letter].Width);

    /// <summary>The text, or as much of its end as fits behind three dots: the end of a path says more than its beginning.</summary>
    public string EndOf(string text, int width)
    {
        const string Dots = "…";
        if (WidthOf(text) <= width)
        {
            return text;
        }

        var letters = text.EnumerateRunes().ToArray();
        var room = width - WidthOf(Dots);
        var from = letters.Length;
        while (from > 0 && (room -= this[letters[from - 1]].Width) >= 0)
        {
            from--;
        }

        return Dots + string.Concat(letters[from..].Select(letter => letter.ToString()));
    }

    /// <summary>The text in lines of some width, broken between words; a word that is wider has a line of its own.</summary>
    public IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && WidthOf(longer) > width)
            {
                yield return line;
                longer = word;
            }

            line = longer;
        }

        yield return line;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(Letters).Assembly.GetManifestResourceStream($"Toolchain.Inference.Drawing.Font.{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
