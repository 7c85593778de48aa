using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Saves a TorchSharp module as a checkpoint that needs none of the module's code.</summary>
public static class NetworkCheckpoint
{
    /// <summary>Of the answer's scale, as the exporter's gate has it.</summary>
    internal const double Tolerance = 1e-5;

    /// <summary>Lets TorchSharp load on systems with an older libstdc++; call it before the first tensor, where programs are to run on Debian 12 or Ubuntu 22.04.</summary>
    /// <exception cref="ToolException">The library cannot be loaded on this system (exit 4).</exception>
    public static void PrepareTorchSharp() => LibtorchLoader.Load();

    /// <summary>Saves a module that is in evaluation mode.</summary>
    /// <param name="module">The module: known ones in Sequential, or in classes of one's own whose forward calls modules and nothing else.</param>
    /// <param name="exampleInput">Samples that it reads, the batch in front, float32 or int64; with its answers they become the probe.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="options">Names and mappings.</param>
    /// <exception cref="ToolException">Something of what the module does cannot be seen or said; the message names the module. Nothing is written.</exception>
    public static void Save(nn.Module<Tensor, Tensor> module, Tensor exampleInput, string path, SaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(exampleInput);
        options ??= new SaveOptions();
        options.RequireNames();
        RequireEvaluation(module);
        RequireWeights(module);
        ForeignHooks.Refuse(module, options.Mappings);
        using var scope = NewDisposeScope();
        using var counted = inference_mode(false); // in which writes in place are not counted
        using var still = no_grad();
        var type = TypeOf(module, exampleInput);
        var answer = Answer(module, exampleInput);
        using var trace = Watched(module, exampleInput, options.Mappings);
        RequireReplay(module, exampleInput, answer, trace);
        try
        {
            var (layers, weights) = NetworkLayers.Of(module, trace, options.Mappings);
            var network = new NetworkSpec { Name = options.Name ?? module.GetType().Name, Input = [.. exampleInput.shape.Skip(1).Select(size => checked((int)size))], InputType = type, Layers = layers };
            _ = network.OutputShapes();
            new TrainedNetwork
            {
                Network = network,
                Weights = weights,
                Probe = new NetworkProbe(Values(exampleInput), Values(answer)),
                ClassNames = ClassNames(network, options),
                Command = $"NetworkCheckpoint.Save({module.GetType().Name})",
            }.Save(path);
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"the network of {module.GetType().Name} cannot be said: {fault.Message}", "layers as docs/formats.md describes them", "change the module, or register a mapping for it", fault);
        }
    }

    /// <summary>A tensor's values as a checkpoint holds them.</summary>
    internal static TensorData Values(Tensor tensor)
    {
        using var here = tensor.detach().cpu().contiguous();
        return new TensorData(here.dtype == ScalarType.Int64 ? TensorData.Int64 : TensorData.Float32, here.shape, MemoryMarshal.AsBytes(here.bytes).ToArray());
    }

    private static void RequireEvaluation(nn.Module module)
    {
        foreach (var (path, part) in ModuleParts.Of(module))
        {
            if (part.training)
            {
                throw Refusal.At(path, part, "is in training mode, where dropout and statistics of the batch answer otherwise", "a module in evaluation mode", "call module.eval() before saving");
            }
        }
    }

    private static void RequireWeights(nn.Module module)
    {
        foreach (var (name, value) in module.named_parameters())
        {
            if (value.numel() > NetworkSpec.MostValues)
            {
                throw Refusal.At("", module, $"has '{name}' of {value.numel()} values", $"at most {NetworkSpec.MostValues} in one tensor", "divide the module into several, each with a part of them");
            }

            if (value.dtype != ScalarType.Float32)
            {
                throw Refusal.At("", module, $"has '{name}' in {value.dtype}", "weights in float32", "convert it with module.to(float32)");
            }
        }
    }

    private static ElementType TypeOf(nn.Module module, Tensor input)
    {
        if (input.dim() == 0 || input.shape[0] < 1)
        {
            throw Refusal.At("", module, $"is to be saved with an example [{string.Join(", ", input.shape)}]", "at least one sample, the batch in front", "write example.unsqueeze(0) for a single sample");
        }

        if (input.device_type != TorchSharp.DeviceType.CPU)
        {
            throw Refusal.At("", module, $"is to be saved with an example on {input.device_type}", "an example in the processor's memory, and a module that lies there too", "write module.cpu() and example.cpu()");
        }

        if (input.is_floating_point() && !IsFinite(input))
        {
            throw Refusal.At("", module, "is to be saved with an example that holds values that are not finite", "finite values", "give such an example");
        }

        return input.dtype switch
        {
            ScalarType.Float32 => ElementType.Float32,
            ScalarType.Int64 => ElementType.Int64,
            _ => throw Refusal.At("", module, $"is to be saved with an example of {input.dtype}", "float32 or int64", "convert the example with .to(float32)"),
        };
    }

    private static Tensor Answer(nn.Module<Tensor, Tensor> module, Tensor example)
    {
        try
        {
            var answer = module.call(example.clone()); // a copy: a module may change in place what it reads
            return answer.IsInvalid ? throw Refusal.At("", module, "gives a tensor that TorchSharp has already disposed of, as nn.Hardtanh in a Sequential does", "a tensor", "call nn.Hardtanh in a class of your own in place of a Sequential")
                : answer.dtype != ScalarType.Float32 ? throw Refusal.At("", module, $"answers with {answer.dtype}", "float32", "end it with a module that gives float32")
                : IsFinite(answer) ? answer
                : throw Refusal.At("", module, "answers the example with values that are not finite", "finite values", "look for what overflows, or give another example");
        }
        catch (Exception fault) when (fault is ExternalException or ArgumentException)
        {
            throw Refusal.At("", module, $"does not take the example [{string.Join(", ", example.shape)}]: {FirstLine(fault)}", "samples as its forward reads them, the batch in front", "give such an example", fault);
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var finite = tensor.isfinite();
        using var all = finite.all();
        return all.item<bool>();
    }

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0];

    // what is watched: at least two samples, so that the batch is told from an axis of one, and not those of the example
    private static Tensor Other(Tensor example) => cat([example.flip(0), example.is_floating_point() ? example.roll(1, -1) : example.flip(-1)], 0);

    private static ModuleTrace Watched(nn.Module<Tensor, Tensor> module, Tensor example, ModuleMappings mappings)
    {
        var other = Other(example);
        try
        {
            return ModuleTrace.Of(module, other, mappings);
        }
        catch (Exception fault) when (fault is not ToolException)
        {
            // the example itself went through
            throw Refusal.At("", module, $"takes {example.shape[0]} samples but not {other.shape[0]}: {FirstLine(fault)}", "a forward for any number of samples", "write x.shape[0] or -1 where the number of samples stands", fault);
        }
    }

    // the steps alone, on the example, must give what the module gives; on values of the other sign too, where it gives numbers for them
    private static void RequireReplay(nn.Module<Tensor, Tensor> module, Tensor example, Tensor answer, ModuleTrace trace)
    {
        if (answer.dim() == 0 || answer.shape[0] != example.shape[0])
        {
            throw Refusal.At("", module, $"gives [{string.Join(", ", answer.shape)}] for {example.shape[0]} samples", "an answer with the batch in front", "reorder the axes before the first and after the last module, outside of it");
        }

        var same = AreClose(Replay(trace, example), answer);
        if (same && example.is_floating_point())
        {
            var negative = example.neg();
            var other = module.call(negative.clone());
            same = !IsFinite(other) || AreClose(Replay(trace, negative), other);
        }

        if (!same)
        {
            throw Refusal.At("", module, "answers other values in another way than the example: its forward decides by the values, or hides a step", "one and the same sequence of modules for every input", "take the decision out of forward");
        }
    }

    private static Tensor Replay(ModuleTrace trace, Tensor example)
    {
        var values = new Dictionary<int, Tensor> { [0] = example.clone() };
        foreach (var step in trace.Steps)
        {
            var given = step.Run([.. step.Inputs.Select(input => values[input])]);
            for (var i = 0; i < given.Count; i++)
            {
                values[step.Outputs[i]] = given[i];
            }
        }

        return values[trace.Result];
    }

    private static bool AreClose(Tensor left, Tensor right) => left.shape.SequenceEqual(right.shape) && AreClose(Values(left).Floats, Values(right).Floats);

    private static bool AreClose(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var scale = 0f;
        foreach (var value in right)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (var i = 0; i < right.Length; i++)
        {
            if (!(Math.Abs(left[i] - right[i]) <= Tolerance * scale))
            {
                return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<string>? ClassNames(NetworkSpec network, SaveOptions options)
    {
        var row = network.Output is [>= 2] && network.Layers[^1] is not Softmax;
        if (!(options.IsClassifier ?? (options.ClassNames is not null || row)))
        {
            return null;
        }

        var names = options.ClassNames ?? [.. Enumerable.Range(0, network.Classes).Select(number => $"{number}")];
        return names.Count == network.Classes ? names
            : throw ToolException.BadInput($"SaveOptions.ClassNames has {names.Count} names, and the network gives {network.Classes} logits", "a name for each logit, in their order", "correct the names, or leave them out where the network is no classifier");
    }
}
