using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>From calls of modules to layers and weights.</summary>
internal static class NetworkLayers
{
    // counted by a module in training, read by none in evaluation
    private const string Counter = "num_batches_tracked";

    /// <summary>A tensor's shape without the batch.</summary>
    public static IReadOnlyList<int> Sample(Tensor tensor) => [.. tensor.shape.Skip(1).Select(size => checked((int)size))];

    /// <summary>The layers of what was watched; a module that was called twice has two layers with the same weights.</summary>
    /// <exception cref="Contracts.Programs.ToolException">A module has no layers, or more values than its layers take.</exception>
    public static (IReadOnlyList<LayerSpec> Layers, IReadOnlyDictionary<string, TensorData> Weights) Of(ModuleTrace trace, Tensor input, ModuleMappings mappings)
    {
        var layers = new List<LayerSpec>();
        var weights = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        var values = new List<(string Name, Tensor Value)> { (NetworkSpec.InputName, input) };
        var taken = new HashSet<string>(StringComparer.Ordinal) { NetworkSpec.InputName };
        foreach (var call in trace.Calls)
        {
            var name = Free(call.Path.Length == 0 ? call.Module.GetType().Name : call.Path, taken);
            var place = new ModulePlace(name, [.. call.Inputs.Select(read => values[read].Name)], Sample(values[call.Inputs[0]].Value), Sample(call.Output));
            var made = mappings.Of(call.Module)!(call.Module, place);
            for (var i = 0; i < made.Count; i++)
            {
                // one that names nothing reads what stands before it, which here may be another branch
                layers.Add(i == 0 && made[0].Reads(NetworkSpec.InputName) is [NetworkSpec.InputName] ? made[0] with { Input = place.Inputs[0] } : made[i]);
            }

            Take(call.Module, name, made, weights);
            values.Add((made.Count == 0 ? place.Inputs[0] : made[^1].Name, call.Output));
        }

        return (Ending(layers, values[trace.Result].Name), weights);
    }

    // the last layer gives the answer
    private static List<LayerSpec> Ending(List<LayerSpec> layers, string answer)
    {
        if (layers.Count == 0 || layers[^1].Name != answer)
        {
            var last = layers.FindIndex(layer => layer.Name == answer);
            layers = last < 0 ? layers : layers[..(last + 1)];
        }

        return layers;
    }

    private static string Free(string path, HashSet<string> taken)
    {
        var name = path;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"{path}_{number}";
        }

        return name;
    }

    private static void Take(nn.Module module, string name, IReadOnlyList<LayerSpec> layers, Dictionary<string, TensorData> weights)
    {
        var state = module.state_dict();
        foreach (var parameter in layers.SelectMany(layer => layer.Parameters))
        {
            var own = parameter.Name[(name.Length + 1)..];
            if (state.Remove(own, out var value))
            {
                weights[parameter.Name] = value.dtype == ScalarType.Float32
                    ? NetworkCheckpoint.Values(value)
                    : throw Refusal.At(name, module, $"has '{own}' in {value.dtype}", "float32", "convert it with module.to(float32)");
            }
            else if (parameter.Initializer is Ones or Zeros)
            {
                // a normalization without affine parameters
                weights[parameter.Name] = TensorData.Of([.. Enumerable.Repeat(parameter.Initializer is Ones ? 1f : 0f, parameter.Count)], [.. parameter.Shape.Select(size => (long)size)]);
            }
            else
            {
                throw Refusal.At(name, module, $"has no '{own}' in its state_dict", $"a tensor [{string.Join(", ", parameter.Shape)}]", "let its mapping call the layers as state_dict calls their modules");
            }
        }

        if (state.Keys.FirstOrDefault(key => key != Counter) is { } unread)
        {
            throw Refusal.At(name, module, $"has '{unread}', which its layers do not take", "layers with all of its values", "correct its mapping");
        }
    }
}
