using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Inference.Devices;

namespace Toolchain.Inference;

/// <summary>The options that several commands take.</summary>
internal static class InferenceOptions
{
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
}
