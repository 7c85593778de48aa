using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Publishing;

/// <summary>What a published model may be called.</summary>
internal static class ModelName
{
    /// <summary>Refuses a name that would break the card.</summary>
    /// <exception cref="ToolException">It holds something else than letters, digits and a few signs (exit 2).</exception>
    public static string Require(string name) => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        ? name
        : throw ToolException.WrongUsage($"the model's name is '{name}'", "letters, digits, '-', '_' and '.'", "give one with --name");
}
