using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>What a tensor that no module gave seems to be, and what to write instead.</summary>
/// <param name="Found">The end of a sentence, empty where nothing fits.</param>
/// <param name="Next">What to do.</param>
internal sealed record Hint(string Found, string Next);

/// <summary>Tries what people write between modules, so that a refusal can say what to write instead. What is found is a hint and nothing more.</summary>
/// <param name="values">What the modules gave so far.</param>
/// <param name="watched">The known modules.</param>
internal sealed class UnseenTensor(IReadOnlyList<TracedValue> values, IReadOnlyList<(string Path, nn.Module Module, Callable Callable)> watched)
{
    private const string Hidden = "write what stands between the modules as modules (nn.ReLU(), nn.Flatten(), Toolchain.TorchModules.Add), or give the class around it a mapping in SaveOptions.Mappings";
    private const int MostNames = 3;
    private const int MostOperands = 16; // a hint is worth no more pairs

    // nearest first
    private readonly Tensor[] known = [.. values.Reverse().Select(value => value.Copy)];

    /// <summary>The likeliest explanation.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="layout">Where it lies.</param>
    /// <param name="called">The modules that were called.</param>
    /// <param name="ended">The class whose forward ended with it, so that no other of its modules will be called; null where one has not ended.</param>
    public Hint Explain(Tensor tensor, MemoryLayout layout, IReadOnlySet<string> called, string? ended) =>
        OfMemory(tensor, layout)
        ?? OfForward(tensor, watched.Where(module => !called.Contains(module.Path)))
        ?? OfFunction(tensor)
        ?? OfPair(tensor)
        ?? OfNumbers(tensor)
        ?? OfForward(tensor, watched)
        ?? Uncalled(called, ended)
        ?? PastHooks(called)
        ?? new Hint("", Hidden);

    private Hint? OfMemory(Tensor tensor, MemoryLayout layout)
    {
        var value = values.LastOrDefault(value => value.Layout.IsThatOf(layout)) ?? values.LastOrDefault(value => value.Layout.Storage == layout.Storage);
        if (value is null)
        {
            return known.Any(copy => Same(copy, tensor))
                ? new Hint(" (a copy of what a module gave, it seems)", "hand on what the module gave, without clone(), contiguous() or to()")
                : null;
        }

        if (value.IsUnchanged())
        {
            return new Hint(" (a view that mixes the batch with other axes, or takes steps, it seems)", "keep the batch as an axis of its own: flatten(1), or view(x.shape[0], …)");
        }

        if (value.HoldsTheSame())
        {
            return new Hint(" (changed in place since, by what leaves these values as they are)", "write what is done there as a module: nn.Hardtanh(min, max) for a clamp, nn.ReLU(), nn.Threshold(…); or leave it out where it does nothing");
        }

        var what = OfFunction(tensor) ?? OfPair(tensor) ?? OfNumbers(tensor);
        return new Hint($" (changed in place since{what?.Found.Replace(" (", ": ", StringComparison.Ordinal).TrimEnd(')')})", what?.Next ?? Hidden);
    }

    private Hint? OfFunction(Tensor tensor)
    {
        foreach (var copy in known.Where(copy => copy.is_floating_point() && copy.numel() > 0))
        {
            foreach (var (name, module, function) in Functions)
            {
                if (Gives(() => function(copy), tensor))
                {
                    return new Hint($" ({name}, it seems)", $"write it as a module: {module}, made in the constructor and called by .call");
                }
            }
        }

        return known.Any(copy => copy.numel() == tensor.numel() && copy.dtype == tensor.dtype && Same(copy.reshape(tensor.shape), tensor))
            ? new Hint(" (the values of a module's output in another shape, copied, it seems)", "write it as a module: nn.Flatten() or nn.Unflatten(…)")
            : null;
    }

    private Hint? OfPair(Tensor tensor)
    {
        using var one = 1.0.ToScalar(); // decision 0007
        using var minusOne = (-1.0).ToScalar();
        var operands = known.Where(copy => copy.dtype == tensor.dtype && copy.dim() == tensor.dim()).Take(MostOperands).ToArray();
        foreach (var (left, right) in operands.SelectMany(left => operands.Select(right => (left, right))))
        {
            foreach (var (name, module, function) in Joints(left, right))
            {
                if (Gives(function, tensor) || Gives(() => function().relu(), tensor))
                {
                    return new Hint($" ({name}, it seems)", $"write it as a module: {module}, made in the constructor and called by .call");
                }
            }
        }

        return null;

        // what two values of these shapes can be joined to
        IEnumerable<(string Name, string Module, Func<Tensor> Function)> Joints(Tensor left, Tensor right)
        {
            var sizes = left.shape.Zip(right.shape, tensor.shape).ToArray();
            if (sizes.All(axis => Math.Max(axis.First, axis.Second) == axis.Third && (axis.First == axis.Second || Math.Min(axis.First, axis.Second) == 1)))
            {
                yield return ("the sum of two values", "Toolchain.TorchModules.Add", () => left.add(right, one));
                yield return ("the product of two values", "Toolchain.TorchModules.Multiply", () => left.mul(right));
                yield return ("the difference of two values", "Toolchain.TorchModules.Subtract", () => left.add(right, minusOne));
            }

            for (var axis = 1; axis < sizes.Length; axis++)
            {
                if (sizes[axis].First + sizes[axis].Second == sizes[axis].Third && sizes.Where((_, other) => other != axis).All(other => other.First == other.Third && other.Second == other.Third))
                {
                    var dim = axis;
                    yield return ("two values one after the other", $"Toolchain.TorchModules.Concatenate({dim})", () => cat([left, right], dim));
                }
            }
        }
    }

    private Hint? OfNumbers(Tensor tensor)
    {
        var alike = known.Where(copy => copy.dtype == ScalarType.Float32 && tensor.dtype == ScalarType.Float32 && copy.shape.SequenceEqual(tensor.shape) && copy.numel() > 2);
        return alike.Any(copy => IsShifted(NetworkCheckpoint.Values(copy).Floats, NetworkCheckpoint.Values(tensor).Floats, (int)(copy.numel() / copy.shape[0])))
            ? new Hint(" (a value times or plus numbers, it seems)", "write it as a module: Toolchain.TorchModules.Affine(weight, bias), made in the constructor and called by .call")
            : null;
    }

    // by one line for all, or by the same numbers for each sample
    private static bool IsShifted(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int sample)
    {
        var (least, most, scale) = (0, 0, 0f);
        for (var i = 0; i < from.Length; i++)
        {
            (least, most, scale) = (from[i] < from[least] ? i : least, from[i] > from[most] ? i : most, Math.Max(scale, Math.Abs(to[i])));
        }

        var slope = (to[most] - (double)to[least]) / (from[most] - (double)from[least]);
        var (line, shift) = (from[most] > from[least], from.Length > sample);
        for (var i = 0; i < from.Length; i++)
        {
            line &= Math.Abs(to[least] + (slope * (from[i] - (double)from[least])) - to[i]) <= NetworkCheckpoint.Tolerance * scale;
            shift &= Math.Abs(to[i] - from[i] - (to[i % sample] - from[i % sample])) <= NetworkCheckpoint.Tolerance * scale;
        }

        return line || shift;
    }

    private Hint? OfForward(Tensor tensor, IEnumerable<(string Path, nn.Module Module, Callable Callable)> modules)
    {
        foreach (var (path, module, callable) in modules.Where(module => module.Module is not TorchSharp.Modules.Identity))
        {
            // perhaps viewed in another shape on the way
            if (known.Any(copy => Gives(() => callable.Call([copy.clone()])[0] is { } answer && answer.numel() == tensor.numel() ? answer.reshape(tensor.shape) : copy, tensor)))
            {
                return new Hint($" (what '{path}' gives to {(HasUnseenCall(module) ? "call with masks, none of them given, or to " : "")}forward, it seems)", Call(path, module));
            }
        }

        return null;
    }

    private Hint? Uncalled(IReadOnlySet<string> called, string? ended)
    {
        var within = ended is null or "" ? "" : $"{ended}.";
        var silent = watched.Where(module => !called.Contains(module.Path) && module.Path.StartsWith(within, StringComparison.Ordinal)).ToArray();
        return ended is null || silent.Length == 0 ? null
            : new Hint($" (nobody called '{string.Join("', '", silent.Take(MostNames).Select(module => module.Path))}'{(silent.Length > MostNames ? " and others" : "")}{(silent.Any(module => HasUnseenCall(module.Module)) ? ", as hooks see it" : "")})", Call(silent[0].Path, silent[0].Module));
    }

    // of a view perhaps, which cannot be tried
    private Hint? PastHooks(IReadOnlySet<string> called) =>
        watched.FirstOrDefault(module => HasUnseenCall(module.Module) && !called.Contains(module.Path)) is { Module: { } module, Path: var path }
            ? new Hint($" (perhaps '{path}' did, whose call with masks goes past the hooks)", Call(path, module))
            : null;

    // hooks see call and nothing of forward
    private static string Call(string path, nn.Module module)
    {
        var field = path[(path.LastIndexOf('.') + 1)..];
        return HasUnseenCall(module)
            ? $"write {field}.call(x) in place of {field}.call(x, null, null) or {field}.forward(x): TorchSharp's hooks see no other call of a {module.GetType().Name}, and a mask, which no layer has, is left out"
            : $"write {field}.call(x) in place of {field}.forward(x), there and everywhere: TorchSharp's hooks see call alone";
    }

    // its call with masks goes past the hooks
    private static bool HasUnseenCall(nn.Module module) => module is TorchSharp.Modules.TransformerEncoderLayer;

    // a function may not take what it is tried with
    private static bool Gives(Func<Tensor> function, Tensor wanted)
    {
        try
        {
            return Same(function(), wanted);
        }
        catch (Exception fault) when (fault is ExternalException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Same(Tensor left, Tensor right) => left.dtype == right.dtype && left.shape.SequenceEqual(right.shape) && left.Equals(right);

    private static readonly (string Name, string Module, Func<Tensor, Tensor> Function)[] Functions =
    [
        ("a relu", "nn.ReLU()", input => input.relu()),
        ("a relu6", "nn.ReLU6()", input => input.relu6()),
        ("a sigmoid", "nn.Sigmoid()", input => input.sigmoid()),
        ("a tanh", "nn.Tanh()", input => input.tanh()),
        ("a gelu", "nn.GELU()", input => input.gelu()),
        ("a silu", "nn.SiLU()", input => input.silu()),
        ("a softmax", "nn.Softmax(…)", input => input.softmax(1)),
        ("a softmax", "nn.Softmax(…)", input => input.softmax(-1)),
        ("a log_softmax", "nn.LogSoftmax(…)", input => input.log_softmax(1)),
        ("a log_softmax", "nn.LogSoftmax(…)", input => input.log_softmax(-1)),
        ("a max_pool2d of 2", "nn.MaxPool2d(2)", input => nn.functional.max_pool2d(input, 2)),
        ("an avg_pool2d of 2", "nn.AvgPool2d(2)", input => nn.functional.avg_pool2d(input, 2)),
        ("the mean of each channel", "nn.AdaptiveAvgPool2d(1) and nn.Flatten()", input => input.mean([2, 3])),
        ("the mean of each channel", "nn.AdaptiveAvgPool2d(1)", input => input.mean([2, 3], keepdim: true)),
        ("the mean of axis 1", "a class of your own with a mapping to Contracts.Networks.Mean", input => input.mean([1])),
    ];
}
