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
    private const double Tolerance = 1e-5; // of the answer's scale, as the exporter's gate has it

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
        RequireEvaluation(module);
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var type = TypeOf(module, exampleInput);
        var trace = ModuleTrace.Of(module, exampleInput.clone(), options.Mappings);
        RequireReplay(module, exampleInput, trace);
        var (layers, weights) = NetworkLayers.Of(trace, exampleInput, options.Mappings);
        try
        {
            var network = new NetworkSpec { Name = options.Name ?? module.GetType().Name, Input = NetworkLayers.Sample(exampleInput), InputType = type, Layers = layers };
            _ = network.OutputShapes();
            new TrainedNetwork
            {
                Network = network,
                Weights = weights,
                Probe = new NetworkProbe(Values(exampleInput), Values(trace.Answer)),
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
        foreach (var (path, part) in module.named_modules().Select(pair => (pair.name, pair.module)).Prepend(("", module)))
        {
            if (part.training)
            {
                throw Refusal.At(path, part, "is in training mode, where dropout and statistics of the batch answer otherwise", "a module in evaluation mode", "call module.eval() before saving");
            }
        }
    }

    private static ElementType TypeOf(nn.Module module, Tensor input)
    {
        if (input.dim() == 0 || input.shape[0] < 1)
        {
            throw Refusal.At("", module, $"is to be saved with an example [{string.Join(", ", input.shape)}]", "at least one sample, the batch in front", "write example.unsqueeze(0) for a single sample");
        }

        return input.dtype switch
        {
            ScalarType.Float32 => ElementType.Float32,
            ScalarType.Int64 => ElementType.Int64,
            _ => throw Refusal.At("", module, $"is to be saved with an example of {input.dtype}", "float32 or int64", "convert the example and the module with .to(float32)"),
        };
    }

    // the calls alone, on other values and twice as many, must give what the module gives
    private static void RequireReplay(nn.Module<Tensor, Tensor> module, Tensor example, ModuleTrace trace)
    {
        var other = cat([example.flip(0), example.is_floating_point() ? example.roll(1, -1) : example.flip(-1)], 0);
        var expected = module.call(other.clone()); // a copy: a module may change in place what it reads
        var values = new List<Tensor> { other };
        foreach (var call in trace.Calls)
        {
            var inputs = call.Inputs.Select(input => values[input]).ToArray();
            values.Add(call.Module is nn.Module<Tensor, Tensor, Tensor> two ? two.call(inputs[0], inputs[1]) : ((nn.Module<Tensor, Tensor>)call.Module).call(inputs[0]));
        }

        var found = values[trace.Result];
        if (found.dim() == 0 || found.shape[0] != other.shape[0])
        {
            throw Refusal.At("", module, $"gives [{string.Join(", ", found.shape)}] for {other.shape[0]} samples", "an answer with the batch in front", "reorder the axes before the first and after the last module, outside of it");
        }

        var left = Values(found).Floats;
        var right = Values(expected).Floats;
        var scale = 0f;
        for (var i = 0; i < right.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(right[i]));
        }

        for (var i = 0; i < right.Length; i++)
        {
            if (left.Length != right.Length || !(Math.Abs(left[i] - right[i]) <= Tolerance * scale))
            {
                throw Refusal.At("", module, "answers other values in another way than the example: its forward decides by the values, or hides a step", "one and the same sequence of modules for every input", "take the decision out of forward");
            }
        }
    }

    private static IReadOnlyList<string>? ClassNames(NetworkSpec network, SaveOptions options)
    {
        var row = network.Output is [>= 2] && network.Layers[^1] is not Softmax;
        return options.IsClassifier ?? (options.ClassNames is not null || row) ? options.ClassNames ?? [.. Enumerable.Range(0, network.Classes).Select(number => $"{number}")] : null;
    }
}
