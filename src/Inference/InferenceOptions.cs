using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Inference.Devices;

namespace Toolchain.Inference;

/// <summary>The options that several commands take.</summary>
internal static class InferenceOptions
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Csv = "csv";

    // no default value: help would show where the program happens to be installed
    public static Option<string?> Model() => new("--model", "-m")
    {
        Description = "The model to run; without it, models/mnist-mlp/model.onnx beside the program",
        HelpName = "m.onnx",
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
