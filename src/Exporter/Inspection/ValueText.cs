namespace Toolchain.Exporter.Inspection;

/// <summary>Inputs, outputs and what lies between them in words.</summary>
internal static class ValueText
{
    /// <summary>Such as <c>float32 [batch, 10]</c>.</summary>
    public static string Describe(ValueSummary value) => value.Shape is null ? $"{value.Type}, of any shape" : $"{value.Type} [{string.Join(", ", value.Shape)}]";
}
