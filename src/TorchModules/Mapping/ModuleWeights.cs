using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>From a module's state_dict to the parameters of its layers.</summary>
internal static class ModuleWeights
{
    // counted by a module in training, read by none in evaluation
    private const string Counter = "num_batches_tracked";

    /// <summary>Takes the values of a module's layers.</summary>
    /// <exception cref="Contracts.Programs.ToolException">One is missing, of another type, or belongs to no layer.</exception>
    public static void Take(nn.Module module, string name, IReadOnlyList<LayerSpec> layers, Dictionary<string, TensorData> weights)
    {
        var state = State(module);
        foreach (var parameter in layers.SelectMany(layer => layer.Parameters))
        {
            var own = parameter.Name.StartsWith($"{name}.", StringComparison.Ordinal) ? parameter.Name[(name.Length + 1)..]
                : throw Refusal.At(name, module, $"has a mapping with a parameter '{parameter.Name}'", $"layers called '{name}', or '{name}.' and a part of the module", "call its layers by the Name of the place that the mapping is given");
            if (state.Remove(own, out var value))
            {
                weights[parameter.Name] = value.dtype == ScalarType.Float32
                    ? NetworkCheckpoint.Values(Shaped(value, parameter.Shape))
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

    // its state_dict, but for tables the numbers that they read: of those made from_pretrained, TorchSharp has random ones there
    private static Dictionary<string, Tensor> State(nn.Module module)
    {
        var state = module.state_dict();
        foreach (var (path, part) in ModuleParts.Of(module))
        {
            if (part is Modules.Embedding { weight: { } table })
            {
                state[Key(path)] = table;
            }
            else if (part is Modules.EmbeddingBag { weight: { } bag })
            {
                state[Key(path)] = bag;
            }
        }

        return state;

        static string Key(string path) => path.Length == 0 ? "weight" : $"{path}.weight";
    }

    // an axis of one place, such as one for the batch, holds no other values
    private static Tensor Shaped(Tensor value, IReadOnlyList<int> shape) =>
        value.shape.Where(size => size != 1).SequenceEqual(shape.Where(size => size != 1).Select(size => (long)size)) ? value.reshape([.. shape.Select(size => (long)size)]) : value;
}
