using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Toolchain.CommandLine;

/// <summary>A verb of a program, with examples for its help.</summary>
[SuppressMessage("Design", "CA1010", Justification = "the library's Command enumerates its children for collection initializers only")]
public sealed class ToolCommand : Command
{
    /// <summary>Describes a verb.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="examples">Whole command lines that work.</param>
    public ToolCommand(string name, string summary, params IReadOnlyList<string> examples)
        : base(name, summary) =>
        Examples = examples;

    /// <summary>Whole command lines that work.</summary>
    public IReadOnlyList<string> Examples { get; }
}
