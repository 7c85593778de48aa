using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Devices;

/// <summary>ONNX Runtime in this process: its environment and how its sessions are set up.</summary>
internal static class Runtime
{
    // our own messages say what went wrong; ONNX Runtime's log lines would only repeat it on stderr
    private const OrtLoggingLevel Silent = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    private static readonly Lock Creation = new();

    private static OrtEnv? environment;

    /// <summary>The execution providers that were built into the native library.</summary>
    public static IReadOnlyList<string> Providers => Environment().GetAvailableProviders();

    /// <summary>The version of the native library, as it says itself.</summary>
    public static string Version => Environment().GetVersionString();

    /// <summary>The native library's file that is really loaded; null where the system does not tell.</summary>
    public static string? Library
    {
        get
        {
            Environment();
            return LoadedLibrary.PathOf(OperatingSystem.IsMacOS() ? "libonnxruntime." : NativeBuild.OwnName) ?? NativeBuild.Used?.Library;
        }
    }

    /// <summary>Settings of a session: quiet, otherwise as planned.</summary>
    public static SessionOptions Settings(SessionPlan plan)
    {
        Environment();
        var settings = new SessionOptions { LogSeverityLevel = Silent };
        plan.Apply(settings);
        return settings;
    }

    private static OrtEnv Environment()
    {
        lock (Creation)
        {
            return environment ??= OrtEnv.IsCreated ? Silenced(OrtEnv.Instance()) : Create();
        }
    }

    private static OrtEnv Create()
    {
        try
        {
            RuntimeTelemetry.Refuse();
            var options = new EnvironmentCreationOptions { logId = InferenceProgram.Name, logLevel = RuntimeLog.Level, loggingFunction = (_, _, _, _, _, line) => RuntimeLog.Add(line) };
            return OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (TypeInitializationException fault) when (fault.InnerException is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new ToolException(
                ExitCode.DeviceUnavailable,
                $"the library {NativeBuild.OwnName} of ONNX Runtime does not load",
                $"{NativeBuild.OwnName} beside the program, whole and for {LibraryTarget.OfThisProcess}",
                $"install the program again, or name the folder of a build with --native\n  the loader: {LoaderWords.Of(fault.InnerException)}",
                fault);
        }
    }

    // another program of the same process made it, with a log that prints
    private static OrtEnv Silenced(OrtEnv shared)
    {
        shared.EnvLogLevel = Silent;
        return shared;
    }
}
