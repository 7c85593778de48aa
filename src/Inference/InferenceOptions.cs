using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models;

namespace Toolchain.Inference;

/// <summary>The options that several commands take.</summary>
internal static class InferenceOptions
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Csv = "csv";

    public static Option<string> Model() => new("--model", "-m")
    {
        Description = "The model to run; without it, the published one beside the program",
        HelpName = "m.onnx",
        DefaultValueFactory = _ => ModelFile.Published,
    };

    public static Option<string> Device() => new Option<string>("--device")
    {
        Description = "Where to run it; auto takes cuda where it works and says which it took",
        DefaultValueFactory = _ => DeviceName.Auto,
    }.AcceptOnlyFromAmong(DeviceName.Auto, DeviceName.Cpu, DeviceName.Cuda);

    public static Option<int> Threads(string description) => new Option<int>("--threads")
    {
        Description = description,
        DefaultValueFactory = _ => 1,
    }.Between(1, 1024);

    public static Option<string> Format(params string[] formats) => new Option<string>("--format")
    {
        Description = "How results are written",
        DefaultValueFactory = _ => formats[0],
    }.AcceptOnlyFromAmong(formats);
}
