using Toolchain.Contracts.Programs;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>One call of a known module: what it read, by the numbers of earlier values, and what it gave.</summary>
/// <param name="Path">Where the module is registered.</param>
/// <param name="Module">The module.</param>
/// <param name="Inputs">Numbers of the values it read; 0 is the network's input.</param>
/// <param name="Output">A copy of what it gave.</param>
internal sealed record ModuleCall(string Path, nn.Module Module, IReadOnlyList<int> Inputs, Tensor Output);

/// <summary>Watches a module run: which module's output is which module's input.</summary>
/// <remarks>
/// Values are told apart by the very object that a call gives and another takes, all of which are kept alive; and compared with a copy of what was given,
/// so that a change in place between two modules does not go unseen.
/// </remarks>
internal sealed class ModuleTrace
{
    private readonly List<(Tensor Given, Tensor Copy)> values = [];
    private readonly List<ModuleCall> calls = [];
    private int[] reading = [];

    /// <summary>The calls in their order.</summary>
    public IReadOnlyList<ModuleCall> Calls => calls;

    /// <summary>Number of the value that the whole gave.</summary>
    public int Result { get; private set; }

    /// <summary>What the whole gave.</summary>
    public Tensor Answer => values[Result].Copy;

    /// <summary>Runs a module once and watches.</summary>
    /// <exception cref="ToolException">Something of what it does cannot be seen; the message names the module.</exception>
    public static ModuleTrace Of(nn.Module<Tensor, Tensor> root, Tensor input, ModuleMappings mappings)
    {
        var trace = new ModuleTrace();
        trace.values.Add((input, input.clone()));
        var remove = new List<Action>();
        try
        {
            trace.Watch("", root, mappings, remove);
            var answer = root.call(input);
            trace.Result = trace.Find(answer) ?? throw Refusal.At("", root, "gives a tensor that no known module made", "a last step that is a module", Hidden);
            return trace;
        }
        finally
        {
            remove.ForEach(undo => undo());
        }
    }

    private const int MostSummands = 16; // the hint is worth no more pairs

    private const string Hidden = "put the function between the modules into a module: nn.ReLU(), nn.Flatten(), Toolchain.TorchModules.Add, or a class of your own with a mapping";

    private void Watch(string path, nn.Module module, ModuleMappings mappings, List<Action> remove)
    {
        if (mappings.Of(module) is not null)
        {
            Hook(path, module, remove);
            return;
        }

        var children = module.named_children().ToArray();
        if (children.Length == 0)
        {
            throw Refusal.At(path, module, "is of a class that is not known", "a module of TorchSharp that docs/layers.md lists, or one with a mapping", "register a mapping for its class in SaveOptions.Mappings");
        }

        foreach (var (name, child) in children)
        {
            Watch(path.Length == 0 ? name : $"{path}.{name}", child, mappings, remove);
        }
    }

    private void Hook(string path, nn.Module module, List<Action> remove)
    {
        switch (module)
        {
            case nn.Module<Tensor, Tensor> one:
                var before = one.register_forward_pre_hook((_, input) => Read(path, module, [input], () => input));
                var after = one.register_forward_hook((_, _, output) => Record(path, module, output));
                remove.AddRange([before.remove, after.remove]);
                break;
            case nn.Module<Tensor, Tensor, Tensor> two:
                var first = two.register_forward_pre_hook((_, left, right) => Read(path, module, [left, right], () => (left, right)));
                var last = two.register_forward_hook((_, _, _, output) => Record(path, module, output));
                remove.AddRange([first.remove, last.remove]);
                break;
            default:
                throw Refusal.At(path, module, "takes or gives other than tensors one by one", "modules from one or two tensors to one", "wrap it in a module of your own, with a mapping");
        }
    }

    // before the call: a module that works in place changes what it read
    private T Read<T>(string path, nn.Module module, Tensor[] inputs, Func<T> unchanged)
    {
        reading = [.. inputs.Select(input => Find(input) ?? throw Refusal.At(
            path, module, $"reads a tensor [{string.Join(", ", input.shape)}] that no module gave{Likely(input)}", "the output of a module as it is, or the network's input", Hidden))];
        return unchanged();
    }

    private Tensor Record(string path, nn.Module module, Tensor output)
    {
        var given = values.Exists(value => ReferenceEquals(value.Given, output)) ? output.alias() : output; // a module may give what it got, such as Identity
        var copy = output.clone(); // the given one may be disposed of by the module's own code
        values.Add((given, copy));
        calls.Add(new ModuleCall(path, module, reading, copy));
        return given;
    }

    private int? Find(Tensor tensor)
    {
        var place = values.FindLastIndex(value => ReferenceEquals(value.Given, tensor));
        return place >= 0 && values[place].Copy.Equals(tensor) ? place : null;
    }

    // what a stranger's function did, where it is one of the usual
    private string Likely(Tensor tensor)
    {
        foreach (var (_, copy) in Enumerable.Reverse(values))
        {
            var what = Same(copy, tensor) ? "the same values: a view or a dropout, it seems"
                : copy.is_floating_point() && copy.shape.SequenceEqual(tensor.shape) && Same(copy.relu(), tensor) ? "a relu, it seems"
                : copy.numel() == tensor.numel() && copy.dtype == tensor.dtype && Same(copy.reshape(tensor.shape), tensor) ? "a view or flatten, it seems"
                : null;
            if (what is not null)
            {
                return $" ({what})";
            }
        }

        var alike = values.Where(value => value.Copy.dtype == tensor.dtype && value.Copy.shape.SequenceEqual(tensor.shape)).TakeLast(MostSummands).ToArray();
        var sum = alike.Any(left => alike.Any(right => Sums(left.Copy, right.Copy, tensor)));
        return sum ? " (the sum of two values, it seems)" : "";

        static bool Sums(Tensor left, Tensor right, Tensor found)
        {
            using var one = TorchSharp.ScalarExtensionMethods.ToScalar(1.0); // decision 0007
            var sum = left.add(right, one);
            return Same(sum, found) || Same(sum.relu(), found);
        }

        static bool Same(Tensor left, Tensor right) => left.dtype == right.dtype && left.shape.SequenceEqual(right.shape) && left.Equals(right);
    }
}
