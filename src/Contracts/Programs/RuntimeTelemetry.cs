namespace Toolchain.Contracts.Programs;

/// <summary>Keeps ONNX Runtime from reporting to its makers: our programs tell nobody what they run.</summary>
/// <remarks>
/// Since 1.29 the official builds for Linux and macOS send the model's name, its digests and the machine's data unless <c>ORT_DISABLE_TELEMETRY</c> is set when the runtime wakes;
/// for it they keep a database in the user's cache folder, which also costs 4 of 35 ms of a start. Source: onnxruntime's docs/Privacy.md.
/// </remarks>
public static class RuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Must run before ONNX Runtime is called for the first time; whoever wants the reports sets the variable to 0.</summary>
    public static void Refuse() => NativeEnvironment.Offer(Variable, "1");
}
