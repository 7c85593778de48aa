using Toolchain.Contracts.Programs;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>A step of a watched run: what it read and gave, by the numbers of the values.</summary>
/// <param name="Path">The module that was called, or that reads a view.</param>
/// <param name="Inputs">Numbers of the values it read; 0 is the network's input.</param>
/// <param name="Outputs">Numbers of the values it gave.</param>
internal abstract record TraceStep(string Path, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs)
{
    /// <summary>Takes the step with other values.</summary>
    public abstract IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs);
}

/// <summary>One call of a known module.</summary>
internal sealed record ModuleCall(string Path, nn.Module Module, Callable Callable, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs) : TraceStep(Path, Inputs, Outputs)
{
    public override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs) => Callable.Call(inputs);
}

/// <summary>A view that a module read of an earlier value.</summary>
internal sealed record ViewTaken(string Path, nn.Module Module, SeenView View, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs) : TraceStep(Path, Inputs, Outputs)
{
    public override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs) => [View.Run(inputs[0])];
}

/// <summary>Watches a module run: which module's output is which module's input.</summary>
/// <remarks>
/// Values are told apart by the memory that they lie in, which is kept from being used again; writes to it are noticed, and it is compared with a copy of what was given,
/// so that a change in place between two modules does not go unseen.
/// </remarks>
internal sealed class ModuleTrace : IDisposable
{
    private const string Gives = "gives";
    private const string Reads = "reads";

    private readonly List<TracedValue> values = [];
    private readonly List<TraceStep> steps = [];
    private readonly List<(string Path, nn.Module Module, Callable Callable)> watched = [];
    private readonly WatchedMemory memory = new();
    private readonly int? wide; // the round of wide numbers in place of what modules give; none where they give their own
    private readonly List<(TracedValue Value, Tensor Before)> filled = []; // with numbers that are not theirs
    private bool asleep;

    private ModuleTrace(int? wide) => this.wide = wide;

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<TraceStep> Steps => steps;

    /// <summary>The values, of which the first is the input.</summary>
    public IReadOnlyList<TracedValue> Values => values;

    /// <summary>Number of the value that the whole gave.</summary>
    public int Result { get; private set; }

    /// <summary>Runs a module once and watches; where that leaves a doubt whether values were changed in place, again with other numbers in their place.</summary>
    /// <exception cref="ToolException">Something of what it does cannot be seen; the message names the module.</exception>
    public static ModuleTrace Of(nn.Module<Tensor, Tensor> root, Tensor input, ModuleMappings mappings)
    {
        var trace = Watched(root, input, mappings, null);
        try
        {
            for (var round = 0; trace.memory.IsInDoubt && round < WideNumbers.Rounds; round++)
            {
                Watched(root, input.clone(), mappings, round).Dispose();
            }

            return trace;
        }
        catch (Exception fault) when (fault is not ToolException)
        {
            trace.Dispose();
            throw Refusal.At("", root, $"does not take numbers of every kind between its modules, by which changes in place are looked for: {fault.Message.Split('\n')[0]}", "a forward in which nothing but modules works in place, outside of inference mode", "write squeeze, unsqueeze and transpose in place of squeeze_, unsqueeze_ and transpose_, and no_grad() in place of inference_mode()", fault);
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory of all values back.</summary>
    public void Dispose()
    {
        PutBack();
        values.ForEach(value => value.Dispose());
        memory.Dispose();
    }

    private static ModuleTrace Watched(nn.Module<Tensor, Tensor> root, Tensor input, ModuleMappings mappings, int? wide)
    {
        var trace = new ModuleTrace(wide);
        var remove = new List<Action>();
        try
        {
            trace.Take(input, turned: false);
            trace.Watch("", root, mappings, remove);
            trace.Result = trace.Find(root.call(input), "", root, Gives);
            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
        finally
        {
            remove.ForEach(undo => undo());
        }
    }

    private void Watch(string path, nn.Module module, ModuleMappings mappings, List<Action> remove)
    {
        if (mappings.Of(module) is not null)
        {
            var callable = Callable.Of(module)
                ?? throw Refusal.At(path, module, "takes or gives other than tensors one by one", "modules from tensors to one tensor", "wrap it in a module of your own, with a mapping");
            remove.Add(callable.Watch(new Watcher(this, path, module, callable)));
            watched.Add((path, module, callable));
            return;
        }

        var children = module.named_children().ToArray();
        if (children.Length == 0)
        {
            WatchUnknown(path, module, remove);
            return;
        }

        // where the answer of a class in between is one that no module gave, the fault is there, and not where it is read
        if (path.Length > 0 && module is nn.Module<Tensor, Tensor> inner)
        {
            remove.Add(inner.register_forward_hook((_, _, output) =>
            {
                Find(output, path, module, Gives);
                return output;
            }).remove);
        }

        foreach (var (name, child) in children)
        {
            Watch(path.Length == 0 ? name : $"{path}.{name}", child, mappings, remove);
        }
    }

    // a loss or a list that nobody calls does no harm
    private static void WatchUnknown(string path, nn.Module module, List<Action> remove)
    {
        if (path.Length == 0)
        {
            throw Refusal.Unknown(path, module);
        }

        if (ModuleParts.HookableBaseOf(module) is not null)
        {
            remove.Add((Callable.Of(module) ?? throw Refusal.Unknown(path, module)).Watch(new Stranger(path, module)));
        }
    }

    // the number of the value that a tensor is, or is a view of
    private int Find(Tensor tensor, string path, nn.Module module, string verb)
    {
        var layout = MemoryLayout.Of(tensor);
        memory.Settle(layout.Storage, values);
        for (var number = values.Count - 1; number >= 0; number--)
        {
            var value = values[number];
            if (value.Layout.Storage != layout.Storage || !value.IsUnchanged())
            {
                continue;
            }

            if (value.Layout.IsThatOf(layout))
            {
                return number;
            }

            if (SeenView.Of(value.Layout, value.IsTurned, layout) is { } view)
            {
                steps.Add(new ViewTaken(path, module, view, [number], [values.Count]));
                return Take(tensor, view.IsTurned);
            }
        }

        asleep = true; // trying modules is no part of the run
        var called = steps.OfType<ModuleCall>().Select(call => call.Path).ToHashSet();
        var hint = new UnseenTensor(values, watched).Explain(tensor, layout, called, verb == Gives ? path : null);
        throw Refusal.At(path, module, $"{verb} a tensor {Text(tensor)} that no module gave{hint.Found}", "the output of a module, a view of one, or the network's input", hint.Next);
    }

    // the batch that is watched is another than the example's
    private string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape.Select((size, axis) => axis == 0 && size == values[0].Layout.Sizes[0] ? "n" : $"{size}"))}]";

    // what a module gives may be its own, such as a weight
    private void PutBack()
    {
        using var any = inference_mode(true); // in which both kinds of tensors can be written to
        foreach (var (value, before) in filled)
        {
            value.Write(before);
            before.Dispose();
        }
    }

    // the number of a value that is new
    private int Take(Tensor tensor, bool turned)
    {
        var layout = MemoryLayout.Of(tensor);
        if (wide is not { } round || !layout.IsPlain() || values.Any(value => value.Layout.Storage == layout.Storage))
        {
            return Add(TracedValue.Of(tensor, turned));
        }

        var before = tensor.clone().DetachFromDisposeScope();
        WideNumbers.Fill(tensor, round);
        filled.Add((TracedValue.Of(tensor, turned), before));
        return Add(filled[^1].Value);
    }

    private int Add(TracedValue value)
    {
        values.Add(value);
        memory.Watch(value);
        return values.Count - 1;
    }

    private sealed class Stranger(string path, nn.Module module) : IWatcher
    {
        public void Read(IReadOnlyList<Tensor> inputs, params IReadOnlyList<Extra> extras) => throw Refusal.Unknown(path, module);

        public IReadOnlyList<Tensor> Record(IReadOnlyList<Tensor> outputs) => outputs;
    }

    private sealed class Watcher(ModuleTrace trace, string path, nn.Module module, Callable callable) : IWatcher
    {
        private int[] reading = [];

        // before the call: a module that works in place changes what it read
        public void Read(IReadOnlyList<Tensor> inputs, params IReadOnlyList<Extra> extras)
        {
            if (trace.asleep)
            {
                return;
            }

            foreach (var extra in extras)
            {
                if (extra.Value is { } given && !(extra.MayBeZeros && given.count_nonzero().item<long>() == 0))
                {
                    throw Refusal.At(path, module, $"is called with {extra.Name}", extra.MayBeZeros ? "none, or zeros" : "none, which is all that layers have", "leave it out, or register a mapping for a module of your own around it");
                }
            }

            reading = [.. inputs.Select(input => trace.Find(input, path, module, Reads))];
        }

        public IReadOnlyList<Tensor> Record(IReadOnlyList<Tensor> outputs)
        {
            if (trace.asleep)
            {
                return outputs;
            }

            // a module that works in place changes what it read, and what else lies there
            MemoryLayout[] reached = [.. reading.Select(number => trace.values[number].Layout), .. outputs.Select(MemoryLayout.Of)];
            foreach (var storage in reached.Select(layout => layout.Storage).Distinct())
            {
                trace.memory.Settle(storage, trace.values, value => reached.Any(value.Layout.Overlaps));
            }

            // beside its answer a module gives states, in which the batch is the second axis
            var turned = trace.values[reading[0]].IsTurned;
            int[] given = [.. outputs.Select((output, place) => trace.Take(output, place > 0 || turned))];
            trace.steps.Add(new ModuleCall(path, module, callable, reading, given));
            return outputs;
        }
    }
}
