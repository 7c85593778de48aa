using System.CommandLine;
using System.Globalization;
using Toolchain.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Precision.Quantization;

namespace Toolchain.Exporter.Exports;

/// <summary>The options of a command that say what its model is to compute in.</summary>
internal sealed class PrecisionOptionSet
{
    private readonly Option<string> precision = new Option<string>("--precision")
    {
        Description = "what the network computes in; inputs and outputs stay as they are. fp16 and int8 need --data: they are held against fp32 on the whole test set",
        DefaultValueFactory = _ => ModelPrecision.Float32,
    }.OneOf(ModelPrecision.Float32, ModelPrecision.Float16, ModelPrecision.Int8);

    private readonly Option<string> quantization = new Option<string>("--quantization")
    {
        Description = "of int8: static measures the ranges of values once, on training images, dynamic in every run; default: static",
    }.OneOf(ModelPrecision.Static, ModelPrecision.Dynamic);

    private readonly Option<int?> images = new Option<int?>("--range-images")
    {
        Description = $"of static int8: on how many training images the ranges of values are measured; default: {PrecisionOptions.UsualImages}",
        HelpName = "n",
    }.AtLeast(1);

    private readonly Option<string> method = new Option<string>("--range-method")
    {
        Description = $"of static int8: how they are chosen from what was measured, {string.Join(", ", StaticQuantization.Methods.Keys)}; default: the one whose logits come nearest to fp32's",
    }.OneOf([.. StaticQuantization.Methods.Keys]);

    private readonly Option<double?> drop = new Option<double?>("--max-accuracy-drop")
    {
        Description = $"of fp16 and int8: percentage points of test accuracy that they may cost; default: {PrecisionOptions.UsualDrop.ToString(CultureInfo.InvariantCulture)}",
        HelpName = "points",
    }.Between(0, 100);

    /// <summary>Makes options of its own.</summary>
    public PrecisionOptionSet() => method.HelpName = "how"; // its words are too long for the column of names

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { precision, quantization, images, method, drop })
        {
            command.Add(option);
        }
    }

    /// <summary>What the user wants.</summary>
    /// <exception cref="ToolException">An option would change nothing beside another (exit 2).</exception>
    public PrecisionOptions Read(ParseResult parsed)
    {
        var options = new PrecisionOptions
        {
            Type = parsed.GetRequiredValue(precision),
            Dynamic = parsed.GetValue(quantization) == ModelPrecision.Dynamic,
            CalibrationImages = parsed.GetValue(images),
            CalibrationMethod = parsed.GetValue(method),
            MostDrop = parsed.GetValue(drop),
        };
        RequireUse(parsed, options.IsReduced, $"--precision {options.Type}", $"--precision {ModelPrecision.Float16} or {ModelPrecision.Int8}", drop);
        RequireUse(parsed, options.Type == ModelPrecision.Int8, $"--precision {options.Type}", $"--precision {ModelPrecision.Int8}", quantization, images, method);
        RequireUse(parsed, options.IsCalibrated, $"--quantization {ModelPrecision.Dynamic}", $"--quantization {ModelPrecision.Static}", images, method);
        return options;
    }

    private static void RequireUse(ParseResult parsed, bool used, string beside, string expected, params IReadOnlyList<Option> options)
    {
        if (!used && options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } useless)
        {
            throw ToolException.WrongUsage($"{useless.Name} has no meaning beside {beside}", $"{useless.Name} with {expected}", $"leave {useless.Name} out, or write {expected}");
        }
    }
}
