using System.Text;

namespace Toolchain.Contracts.Programs;

/// <summary>The door to the user: results go to <see cref="Output"/>, progress and faults to <see cref="Error"/>.</summary>
/// <param name="Output">Results, for people or for the next program.</param>
/// <param name="Error">Progress and faults.</param>
/// <param name="Input">Standard input.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, TextReader Input)
{
    // a program hands over many lines at a time: in pieces of a kilobyte, the library's size, they would cost more than what they say
    private const int Buffer = 1 << 14;

    /// <summary>Columns to fill where the width of a real terminal is unknown.</summary>
    public const int DefaultWidth = 120;

    /// <summary>Whether a person watches <see cref="Output"/>, so that colour and drawing are welcome.</summary>
    public bool OutputIsInteractive { get; init; }

    /// <summary>Whether a person watches <see cref="Error"/>, so that a progress bar may move.</summary>
    public bool ErrorIsInteractive { get; init; }

    /// <summary>Columns of the screen.</summary>
    public int Width { get; init; } = DefaultWidth;

#pragma warning disable RS0030 // the one place that touches the console; everything else takes a Terminal
    /// <summary>The terminal of this process, in UTF-8.</summary>
    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var outputIsScreen = !Console.IsOutputRedirected;
        var errorIsScreen = !Console.IsErrorRedirected;
        return new Terminal(
            new StreamWriter(new StandardStream(Console.OpenStandardOutput(), isForResults: true), utf8, Buffer) { AutoFlush = true },
            new StreamWriter(new StandardStream(Console.OpenStandardError(), isForResults: false), utf8) { AutoFlush = true },
            new StreamReader(Console.OpenStandardInput(), utf8, detectEncodingFromByteOrderMarks: true, Buffer))
        {
            OutputIsInteractive = outputIsScreen,
            ErrorIsInteractive = errorIsScreen,
            Width = outputIsScreen && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth,
        };
    }
#pragma warning restore RS0030
}
