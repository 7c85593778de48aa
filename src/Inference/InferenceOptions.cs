using System.CommandLine;
using Toolchain.CommandLine;

namespace Toolchain.Inference;

/// <summary>The options that several commands take.</summary>
internal static class InferenceOptions
{
    // threads are waited for in whole milliseconds
    private const double ShortestSeconds = 0.001;
    private const double LongestSeconds = 86_400;

    // no default value: help would show where the program happens to be installed
    public static Option<string?> Model() => new("--model", "-m")
    {
        Description = "model to run [default: the published one beside the program]",
        HelpName = "file",
    };

    public static Option<string> Data() => new("--data", "-d")
    {
        Description = "folder with the IDX files of an MNIST-shaped set",
        HelpName = "folder",
        DefaultValueFactory = _ => "data/mnist",
    };

    public static Option<int?> Threads(string description, string usual) =>
        new Option<int?>("--threads") { Description = $"{description} [default: {usual}]", HelpName = "n" }.Between(1, 1024);

    public static Option<double?> Timeout() => FractionOption.Create(
        "--timeout",
        "cut a model off that does not open or answer in so many seconds [default: wait]",
        "seconds",
        value => value is >= ShortestSeconds and <= LongestSeconds,
        $"a number from {ShortestSeconds} to {LongestSeconds}");

    /// <summary>The time that <c>--timeout</c> gives.</summary>
    public static TimeSpan? Limit(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;
}
