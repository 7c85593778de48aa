namespace Toolchain.Inference.Devices;

/// <summary>What ran a model; the object <c>runtime</c> of reports.</summary>
/// <param name="Version">The version of ONNX Runtime's library, as it says itself.</param>
/// <param name="Library">The library's file that is loaded; null where the system does not tell.</param>
/// <param name="Session">The settings of the session, as <c>--session</c> takes them.</param>
internal sealed record RuntimeFacts(string Version, string? Library, string Session)
{
    /// <summary>Those of this process.</summary>
    public static RuntimeFacts Of(SessionPlan plan) => new(Runtime.Version, Runtime.Library, $"{plan}");
}
