using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models.Reading;

/// <summary>Names that do not fit a model.</summary>
internal static class ClassNamesFault
{
    /// <summary>Requires as many names as the model gives scores.</summary>
    /// <exception cref="ToolException">There are more or fewer (exit 2).</exception>
    public static IReadOnlyList<string> Require(string path, IReadOnlyList<string> names, int scores) => names.Count == scores ? names : throw ToolException.WrongUsage(
        $"--labels names {names.Count} classes, and {path} gives {scores} scores",
        $"{scores} names, in the order of the scores",
        "name each class once");
}
