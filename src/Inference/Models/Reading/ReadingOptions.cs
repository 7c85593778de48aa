using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>The options by which a command is told what it cannot know of models that others made.</summary>
internal sealed class ReadingOptions
{
    private const string Auto = "auto";
    private const string Logits = "logits";
    private const string Probabilities = "probabilities";

    private readonly Option<double?> scale = FractionOption.Create("--input-scale", "a model of others sees (pixel × scale − mean) / std, pixel from 0 to 255; 1/255 gives 0 to 1", "x", value => value != 0, "a number other than 0, such as 1/255 or 1");
    private readonly Option<double?> mean = FractionOption.Create("--input-mean", "what it takes off the scaled pixel [default: 0]", "x", _ => true, "a number such as 0.1307");
    private readonly Option<double?> std = FractionOption.Create("--input-std", "what it divides by then [default: 1]", "x", value => value > 0, "a number above 0, such as 0.3081");
    private readonly Option<string?> output = new("--output") { Description = "the output with the scores, where a model of others has several", HelpName = "name" };
    private readonly Option<string> meaning = new Option<string>("--scores")
    {
        Description = "what they are; auto goes by the graph and by their sums",
        DefaultValueFactory = _ => Auto,
    }.OneOf(Auto, Logits, Probabilities);

    private readonly Option<string?> labels = new("--labels") { Description = "names of the classes in the order of the scores: a,b,c, or a file with one a line", HelpName = "list|file" };

    /// <summary>Adds them to a command, after its own.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[scale, mean, std, output, meaning, labels])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What a command line says.</summary>
    /// <exception cref="ToolException">A file of names that cannot be read (exit 3) or names that are no names (exit 2).</exception>
    public ReadingHints Of(ParseResult parsed) => new(
        Scale(parsed),
        parsed.GetValue(output),
        parsed.GetValue(meaning) switch { Logits => ScoreMeaning.Logits, Probabilities => ScoreMeaning.Probabilities, _ => null },
        parsed.GetValue(labels) is { } names ? LabelList.Read(names) : null);

    /// <summary>The options that were given and say nothing of pixels, as they may be given again.</summary>
    public string Others(ParseResult parsed)
    {
        var given = parsed.GetValue(output) is { } name ? $" {output.Name} {ShellWord.Of(name)}" : "";
        given += parsed.GetValue(meaning) is { } word and not Auto ? $" {meaning.Name} {word}" : "";
        return given + (parsed.GetValue(labels) is { } names ? $" {labels.Name} {ShellWord.Of(names)}" : "");
    }

    // who gives a mean or a deviation alone speaks of pixels from 0 to 1, as everyone does
    private PixelScale? Scale(ParseResult parsed)
    {
        var (factor, shift, spread) = (parsed.GetValue(scale), parsed.GetValue(mean), parsed.GetValue(std));
        return factor is null && shift is null && spread is null ? null : new PixelScale(factor ?? PixelScale.Unit.Scale, shift ?? 0, spread ?? 1);
    }
}
