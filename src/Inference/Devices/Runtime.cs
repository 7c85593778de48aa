using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Devices;

/// <summary>ONNX Runtime in this process: its environment and how its sessions are set up.</summary>
internal static class Runtime
{
    // our own messages say what went wrong; ONNX Runtime's log lines would only repeat it on stderr
    private const OrtLoggingLevel Silent = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    private static readonly Lock Creation = new();

    /// <summary>The execution providers that were built into the native library.</summary>
    public static IReadOnlyList<string> Providers => Environment().GetAvailableProviders();

    /// <summary>Settings of a session: quiet, and without threads that spin while there is nothing to do.</summary>
    /// <param name="threads">Threads that work on one batch.</param>
    public static SessionOptions Settings(int threads)
    {
        Environment();
        var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = Silent,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return settings;
    }

    private static OrtEnv Environment()
    {
        lock (Creation)
        {
            if (!OrtEnv.IsCreated)
            {
                RuntimeTelemetry.Refuse();
                var options = new EnvironmentCreationOptions { logId = InferenceProgram.Name, logLevel = Silent };
                return OrtEnv.CreateInstanceWithOptions(ref options);
            }

            // another program of the same process made it
            var shared = OrtEnv.Instance();
            shared.EnvLogLevel = Silent;
            return shared;
        }
    }
}
