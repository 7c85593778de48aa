using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference;

/// <summary>The options that several commands take.</summary>
internal static class InferenceOptions
{
    private const double LongestSeconds = 86_400;

    // no default value: help would show where the program happens to be installed
    public static Option<string?> Model() => new("--model", "-m")
    {
        Description = "model to run [default: the published one beside the program]",
        HelpName = "file",
    };

    public static Option<string> Device() => new Option<string>("--device")
    {
        Description = "where to run it; auto takes cuda where it works and says which it took",
        DefaultValueFactory = _ => DeviceName.Auto,
    }.OneOf(DeviceName.Auto, DeviceName.Cpu, DeviceName.Cuda);

    public static Option<int> Threads(string description) => new Option<int>("--threads")
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    }.Between(1, 1024);

    public static Option<string?> Native() => new("--native")
    {
        Description = "folder with another build of ONNX Runtime to load, such as onnxruntime/capi of its Python package [default: the program's own]",
        HelpName = "folder",
    };

    public static Option<string?> Session() => new("--session")
    {
        Description = $"how ONNX Runtime runs, and any key of its own with a dot in it [default: {new SessionPlan()}]",
        HelpName = "name=value,…",
    };

    /// <summary>Loads another build of ONNX Runtime, where one is named, and tells the user which.</summary>
    /// <exception cref="ToolException">There is none in the folder, or none that runs here (exit 3).</exception>
    public static void UseNative(string? folder, Terminal terminal)
    {
        if (folder is not null)
        {
            var build = NativeBuild.Use(folder);
            terminal.Error.WriteLine($"{InferenceProgram.Name}: ONNX Runtime {build.Version} from {build.Library}");
        }
    }

    public static Option<double?> Timeout() => FractionOption.Create(
        "--timeout",
        "cut a model off that does not open or answer in so many seconds [default: wait]",
        "seconds",
        value => value is > 0 and <= LongestSeconds,
        $"a number above 0, at most {LongestSeconds}");

    /// <summary>The time that <c>--timeout</c> gives.</summary>
    public static TimeSpan? Limit(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;
}
