using System.CommandLine;

namespace Toolchain.Exporter.Commands;

/// <summary>The option that asks for a model layer by layer.</summary>
internal static class LayersOption
{
    /// <summary>A fresh option for a command.</summary>
    public static Option<bool> Create() => new("--layers") { Description = "show the largest difference in every layer, as is done anyway where the answers differ" };
}
