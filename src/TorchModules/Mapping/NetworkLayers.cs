using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>From the steps of a watched run to layers and weights.</summary>
internal sealed class NetworkLayers
{
    private readonly ModuleTrace trace;
    private readonly ModuleMappings mappings;
    private readonly List<LayerSpec> layers = [];
    private readonly Dictionary<string, TensorData> weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal) { NetworkSpec.InputName };
    private readonly Dictionary<int, string> names = new() { [0] = NetworkSpec.InputName }; // of values

    private NetworkLayers(ModuleTrace trace, ModuleMappings mappings) => (this.trace, this.mappings) = (trace, mappings);

    /// <summary>The layers of what was watched, as far as the answer needs them; a module that was called twice has two layers with the same weights.</summary>
    /// <exception cref="Contracts.Programs.ToolException">A module has no layers, or other values than its layers take.</exception>
    public static (IReadOnlyList<LayerSpec> Layers, IReadOnlyDictionary<string, TensorData> Weights) Of(nn.Module root, ModuleTrace trace, ModuleMappings mappings)
    {
        var made = new NetworkLayers(trace, mappings);
        var needed = made.Needed();
        foreach (var step in trace.Steps.Where(step => step.Outputs.Any(needed.Contains)))
        {
            made.Take(step);
        }

        return made.names.TryGetValue(trace.Result, out var answer) && !trace.Values[trace.Result].IsTurned
            ? (made.Ending(answer), made.weights)
            : throw Refusal.At("", root, "gives a value in which the batch is not the first axis", "an answer with the batch in front", "exchange the axes at the end, answer.transpose(0, 1)");
    }

    // the values that the answer is made of
    private HashSet<int> Needed()
    {
        var needed = new HashSet<int> { trace.Result };
        foreach (var step in trace.Steps.Reverse().Where(step => step.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(step is ViewTaken view && PartOf(view) is { } part ? part.Call.Inputs : step.Inputs);
        }

        return needed;
    }

    private RecurrentPart? PartOf(ViewTaken view) =>
        RecurrentPart.Of(view, trace.Steps.OfType<ModuleCall>().FirstOrDefault(call => call.Outputs.Contains(view.Inputs[0])), trace.Values);

    private void Take(TraceStep step)
    {
        switch (step)
        {
            case ModuleCall call:
                Name(step, Add(call, layers => layers));
                break;
            case ViewTaken view when PartOf(view) is { } part:
                var answer = Add(part.Call, layers => layers is [Recurrence layer] ? [layer with { Returns = part.Returns }] : throw Refusal.At(part.Call.Path, part.Call.Module, "is read for a part of its answer, and its mapping gives no recurrent layer alone", "one recurrent layer", $"correct the mapping of {part.Call.Module.GetType().Name} in SaveOptions.Mappings"));
                Name(step, part.Half is { } half ? Add(new NarrowStep(1, half.Start, half.Length), view, answer) : answer);
                break;
            case ViewTaken view:
                Name(step, view.View.Steps.Aggregate(NameOf(view.Inputs[0], view), (input, next) => Add(next, view, input)));
                break;
        }
    }

    private void Name(TraceStep step, string name) => names[step.Outputs[0]] = name;

    private string NameOf(int value, ViewTaken view) => names.TryGetValue(value, out var name)
        ? name
        : throw Refusal.At(view.Path, view.Module, "reads a part of a recurrent layer's state that no layer gives", "the output of its steps, or the state that its last layer ends with", "take output[:, -1], h_n[-1] or h_n.squeeze(0)");

    private string Add(ModuleCall call, Func<IReadOnlyList<LayerSpec>, IReadOnlyList<LayerSpec>> change)
    {
        foreach (var input in call.Inputs.Where(input => !names.ContainsKey(input)))
        {
            throw Refusal.At(call.Path, call.Module, "reads the state of a recurrent layer", "the output of its steps, or the state that its last layer ends with", "take output[:, -1], h_n[-1] or h_n.squeeze(0)");
        }

        var name = Free(call.Path.Length == 0 ? call.Module.GetType().Name : call.Path);
        var (read, given) = (trace.Values[call.Inputs[0]], trace.Values[call.Outputs[0]]);
        var place = new ModulePlace(name, [.. call.Inputs.Select(input => names[input])], read.Sample, given.Sample) { IsTimeFirst = read.IsTurned };
        if (call.Inputs.Any(input => trace.Values[input].IsTurned != read.IsTurned) || (read.IsTurned && !TimeFirst.IsFineWith(call.Module)))
        {
            throw Refusal.At(call.Path, call.Module, "reads a value whose first two axes were exchanged", "the batch in front, but for recurrent layers, attention, Linear, LayerNorm, Dropout and activations", "exchange them again before it");
        }

        var mapped = Mapped(call, place);
        ModuleWeights.Take(call.Module, name, mapped, weights);
        if (mappings.IsOwn(call.Module))
        {
            new MappingCheck(call, place, trace.Values).Require(mapped, weights);
        }

        var made = change(mapped);
        layers.AddRange(made);
        return made.Count == 0 ? place.Inputs[0] : made[^1].Name;
    }

    private IReadOnlyList<LayerSpec> Mapped(ModuleCall call, ModulePlace place)
    {
        var mapped = mappings.Of(call.Module)!(call.Module, place);
        if (mapped is null || mapped.Contains(null!))
        {
            throw Refusal.At(call.Path, call.Module, "has a mapping that gives null", "layers, or an empty list for a module that changes nothing", $"correct the mapping of {call.Module.GetType().Name} in SaveOptions.Mappings");
        }

        // one that names nothing reads what stands before it, which here may be another branch
        return mapped.Count > 0 && mapped[0].Reads(NetworkSpec.InputName) is [NetworkSpec.InputName] ? [mapped[0] with { Input = place.Inputs[0] }, .. mapped.Skip(1)] : mapped;
    }

    private string Add(ViewStep step, ViewTaken view, string input)
    {
        var name = Free(view.Path.Length == 0 ? "view" : $"{view.Path}.view");
        layers.Add(step.Layer(name) with { Input = input });
        return name;
    }

    // the last layer gives the answer
    private List<LayerSpec> Ending(string answer)
    {
        var last = layers.FindIndex(layer => layer.Name == answer);
        return last < 0 ? layers : layers[..(last + 1)];
    }

    private string Free(string path)
    {
        var free = path.Replace('/', '_'); // which sets tensors of other kinds apart
        var name = free;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"{free}_{number}";
        }

        return name;
    }
}
