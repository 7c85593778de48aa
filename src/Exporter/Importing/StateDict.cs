using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Importing;

/// <summary>A network's parameters out of another program's file.</summary>
/// <param name="Weights">By our names, float32.</param>
/// <param name="Sources">What each was called there.</param>
/// <param name="Dropped">Counters of training, which the network does not need.</param>
internal sealed record StateDict(IReadOnlyDictionary<string, TensorData> Weights, IReadOnlyDictionary<string, string> Sources, IReadOnlyList<string> Dropped)
{
    private const string Half = "F16";
    private const string BFloat = "BF16";
    private const int MostNamed = 12;

    /// <summary>Reads a PyTorch state_dict that was saved as safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network it is for.</param>
    /// <param name="renamed">Modules and tensors, with the names that layers and parameters have here.</param>
    /// <exception cref="ToolException">The file is unreadable, or its tensors are not those of the network (exit 3), each named with what is wrong; or a name that was to be another is not in it (exit 2).</exception>
    public static StateDict Read(string path, NetworkSpec network, IReadOnlyDictionary<string, string> renamed)
    {
        var file = Safetensors.Read(path);
        if (Checkpoint.Recognizes(file))
        {
            throw ToolException.BadInput($"{path} is a checkpoint of ours already", "the state_dict of another program", $"write 'exporter export {path}'");
        }

        RequirePlaces(path, file.Tensors.Keys, renamed);
        var dropped = file.Tensors.Where(tensor => IsCounter(tensor.Key, tensor.Value)).Select(tensor => tensor.Key).Order(StringComparer.Ordinal).ToArray();
        var names = ForeignNames.Match(network, file.Tensors.Where(tensor => !dropped.Contains(tensor.Key)).ToDictionary(), renamed);
        var faults = new List<string>();
        var (weights, sources) = (new Dictionary<string, TensorData>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var parameter in network.Parameters)
        {
            if (names.ByParameter.TryGetValue(parameter.Name, out var source))
            {
                var called = source == parameter.Name ? $"'{source}'" : $"'{source}' (for '{parameter.Name}')";
                weights[parameter.Name] = Float32(called, Named(file.Tensors[source], parameter, renamed), parameter, faults);
                sources[parameter.Name] = source;
            }
        }

        Add(faults, "missing", network.Parameters.Select(parameter => parameter.Name).Where(name => !names.ByParameter.ContainsKey(name)));
        Add(faults, "of no layer", names.Extra);
        var proposal = faults.Count == 0 ? [] : MapProposal.Of(network, names, file.Tensors);
        return faults.Count == 0
            ? new StateDict(weights, sources, dropped)
            : throw ToolException.BadInput(
                $"{path} does not fit the network '{network.Name}': {string.Join("; ", faults)}",
                $"the parameters of the network, in float32, float16 or bfloat16: {Named(network.Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"))}",
                "call the layers as PyTorch calls the modules, or say which is which with --map module=layer or --map tensor=parameter; correct a layer whose shape differs" + (proposal.Count == 0 ? "" : $". By their sizes alone, these would fit: {string.Join(' ', proposal)}"));
    }

    private static void RequirePlaces(string path, IEnumerable<string> tensors, IReadOnlyDictionary<string, string> renamed)
    {
        if (renamed.Keys.FirstOrDefault(place => !ForeignNames.Has(tensors, place)) is { } nowhere)
        {
            var modules = tensors.Select(name => name[..Math.Max(0, name.LastIndexOf('.'))]).Where(module => module.Length > 0).Distinct().Order(StringComparer.Ordinal);
            throw ToolException.WrongUsage(
                $"--map {nowhere}={renamed[nowhere]}, but {path} has no module or tensor '{nowhere}'",
                $"one of its tensors, or of its modules: {Named(modules)}",
                Nearest.To(nowhere, modules) is { } near ? $"did you mean '{near}'?" : "correct the name, or leave the pair out");
        }
    }

    // BatchNorm's count of batches, and that of torch.optim.swa_utils.AveragedModel
    private static bool IsCounter(string name, TensorData tensor) =>
        (name == "n_averaged" || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)) && tensor is { Type: TensorData.Int64, Shape.Count: 0 };

    // a parameter of one's own, such as positions, often has an axis in front for the batch; who names it knows what it is
    private static TensorData Named(TensorData tensor, ParameterSpec parameter, IReadOnlyDictionary<string, string> renamed) =>
        renamed.Values.Contains(parameter.Name) && tensor.Shape.Count > parameter.Shape.Count && tensor.Shape.SkipLast(parameter.Shape.Count).All(size => size == 1)
            ? tensor with { Shape = [.. tensor.Shape.TakeLast(parameter.Shape.Count)] }
            : tensor;

    private static TensorData Float32(string called, TensorData tensor, ParameterSpec parameter, List<string> faults)
    {
        long[] shape = [.. parameter.Shape.Select(size => (long)size)];
        if (!tensor.Shape.SequenceEqual(shape))
        {
            faults.Add($"{called} is {tensor}, not [{string.Join(", ", shape)}]");
        }

        if (tensor.Type is not (TensorData.Float32 or Half or BFloat))
        {
            faults.Add($"{called} is of type {tensor.Type}{(tensor.Type == "F64" ? ", which float32 does not hold: save model.float()" : "")}");
            return tensor;
        }

        var values = tensor.Type switch
        {
            Half => [.. MemoryMarshal.Cast<byte, System.Half>(tensor.Bytes.Span).ToArray().Select(value => (float)value)],
            BFloat => [.. MemoryMarshal.Cast<byte, ushort>(tensor.Bytes.Span).ToArray().Select(value => BitConverter.UInt32BitsToSingle((uint)value << 16))],
            _ => tensor.Floats.ToArray(),
        };
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is var place and >= 0)
        {
            faults.Add($"{called} holds {values[place]} at position {place}");
        }

        return TensorData.Of(values, shape);
    }

    private static void Add(List<string> faults, string what, IEnumerable<string> names)
    {
        if (names.Any())
        {
            faults.Add($"{what}: {Named(names.Select(name => $"'{name}'"))}");
        }
    }

    private static string Named(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return $"{string.Join(", ", all.Take(MostNamed))}{(all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "")}";
    }
}
