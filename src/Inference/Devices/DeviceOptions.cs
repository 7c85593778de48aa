using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Native;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Devices;

/// <summary>The options by which a command is told where and how to run a model.</summary>
/// <param name="usual">The device when none is named.</param>
/// <param name="description">What <c>--device</c> does.</param>
/// <param name="several">Whether several settings of sessions are compared.</param>
internal sealed class DeviceOptions(string usual = DeviceName.Auto, string description = "where to run it; auto takes cuda where it works and says which it took", bool several = false)
{
    private readonly Option<string> device = new Option<string>("--device") { Description = description, DefaultValueFactory = _ => usual }.OneOf(DeviceName.Auto, DeviceName.Cpu, DeviceName.Cuda);

    private readonly Option<string?> native = new("--native")
    {
        Description = "folder with another build of ONNX Runtime to load, such as onnxruntime/capi of its Python package [default: the program's own]",
        HelpName = "folder",
    };

    private readonly Option<string[]> session = new("--session")
    {
        Description = $"how ONNX Runtime runs, and any key of its own that has a dot{(several ? "; several to compare" : "")} [default: {$"{new SessionPlan()}".Replace(",", ", ", StringComparison.Ordinal)}]",
        HelpName = "name=value,…",
        Arity = several ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
        AllowMultipleArgumentsPerToken = several,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[device, session, native])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The device, as the user wrote it.</summary>
    public string Device(ParseResult parsed) => parsed.GetValue(device)!;

    /// <summary>The settings of sessions, as the user wrote them; one at least.</summary>
    public IReadOnlyList<string> Sessions(ParseResult parsed) => parsed.GetValue(session) is { Length: > 0 } texts ? texts : [""];

    /// <summary>Loads another build of ONNX Runtime, where one is named, and tells the user which. Must come before the first call of ONNX Runtime.</summary>
    /// <exception cref="ToolException">There is none in the folder, or none that runs here (exit 3).</exception>
    public void UseNative(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(native) is { } folder)
        {
            var build = NativeBuild.Use(folder);
            terminal.Error.WriteLine($"{InferenceProgram.Name}: ONNX Runtime {build.Version} from {build.Library}");
        }
    }

    /// <summary>What is asked for: the model on a device, with the build of ONNX Runtime that is named loaded.</summary>
    /// <exception cref="ToolException">Settings that are none (exit 2), or a build that does not load (exit 3).</exception>
    public ModelRequest Of(ParseResult parsed, Terminal terminal, string? model, double? timeout, int? threads = null)
    {
        var plan = SessionPlan.Parse(Sessions(parsed)[0], threads);
        UseNative(parsed, terminal);
        return new ModelRequest(model ?? ModelFile.Published, Device(parsed), plan, InferenceOptions.Limit(timeout));
    }
}
