using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Calibrating;
using Toolchain.Exporter.Graph;

namespace Toolchain.Exporter.Exports;

/// <summary>The options of a command that say what its model is to be like.</summary>
internal sealed class ExportOptionSet
{
    private const int LargestBatch = 65_536;

    private readonly Option<int> opset = new Option<int>("--opset")
    {
        Description = $"version of the ONNX operator set, {Opsets.Least} to {Opsets.Most}; {Opsets.Default} runs in everything since ONNX Runtime 1.12 (2022)",
        DefaultValueFactory = _ => Opsets.Default,
        HelpName = "n",
    }.Between(Opsets.Least, Opsets.Most);

    private readonly Option<string> input = new Option<string>("--input")
    {
        Description = "what the model takes: uint8 (raw pixels, 0..255) or float32 (0..1)",
        DefaultValueFactory = _ => InputConvention.RawPixels.Type,
    }.OneOf(InputConvention.RawPixels.Type, InputConvention.ScaledPixels.Type);

    private readonly Option<string> layout = new Option<string>("--layout")
    {
        Description = "axes of the input: nhw ([batch, 28, 28]) or nchw ([batch, 1, 28, 28]); default: nhw for uint8, nchw for float32",
    }.OneOf(InputConvention.Plain, InputConvention.WithChannels);

    private readonly Option<int?> batch = new Option<int?>("--static-batch")
    {
        Description = "pictures in every run, for runtimes that want fixed sizes; default: any number",
        HelpName = "n",
    }.Between(1, LargestBatch);

    private readonly Option<string> outputs = new("--outputs")
    {
        Description = "what the model gives, with commas",
        DefaultValueFactory = _ => string.Join(',', ExportOptions.AllOutputs),
        HelpName = "names",
    };

    private readonly Option<string?> name = new("--name") { Description = "name of the graph; default: the network's", HelpName = "name" };

    private readonly Option<bool> literal = new("--literal")
    {
        Description = "write the network layer by layer, its initializers exactly the trained parameters; otherwise batch normalization is folded into the weights before it, constants are computed and identities left out",
    };

    private readonly PrecisionOptionSet precision = new();
    private readonly Option<string?> calibrateOn = HeldOutMeasurement.Option();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { opset, input, layout, batch, outputs, name, literal, calibrateOn })
        {
            command.Add(option);
        }

        precision.AddTo(command);
    }

    /// <summary>What the user wants.</summary>
    /// <exception cref="ToolException">Some of it is impossible (exit 2).</exception>
    public ExportOptions Read(ParseResult parsed)
    {
        var type = parsed.GetRequiredValue(input);
        return new ExportOptions
        {
            Opset = parsed.GetValue(opset),
            Input = InputConvention.All.First(convention => convention.Type == type && (parsed.GetValue(layout) is not { } axes || convention.Layout == axes)),
            Name = parsed.GetValue(name) is { } text ? RequireName(text) : null,
            Outputs = RequireOutputs(parsed.GetRequiredValue(outputs).Split(',')),
            Batch = parsed.GetValue(batch),
            Literal = parsed.GetValue(literal),
            Precision = precision.Read(parsed),
            CalibrateOn = parsed.GetValue(calibrateOn),
        };
    }

    private static string RequireName(string name) => ShownName.FaultOf(name) is { } fault
        ? throw ToolException.WrongUsage($"--name {fault}", $"1 to {ShownName.Longest} characters of text", "choose another name")
        : name;

    // in the model's order, whatever the user's
    private static IReadOnlyList<string> RequireOutputs(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !ExportOptions.AllOutputs.Contains(name)) is { } unknown)
        {
            throw ToolException.WrongUsage(
                $"--outputs has '{unknown}'",
                $"some of {string.Join(", ", ExportOptions.AllOutputs)}, with commas",
                Nearest.To(unknown, ExportOptions.AllOutputs) is { } near ? $"did you mean '{near}'?" : "write --outputs label,probabilities");
        }

        if (names.FirstOrDefault(name => names.Count(other => other == name) > 1) is { } twice)
        {
            throw ToolException.WrongUsage($"--outputs has '{twice}' twice", "each output once, with commas", $"write --outputs {string.Join(',', names.Distinct())}");
        }

        return [.. ExportOptions.AllOutputs.Where(names.Contains)];
    }
}
