using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.Contracts.Programs;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Holds the layers of somebody's own mapping against what its module was seen to give, so that a wrong mapping is found where it is made.</summary>
/// <param name="call">The call that was seen.</param>
/// <param name="place">Where the module stands.</param>
/// <param name="values">All values of the run.</param>
internal sealed class MappingCheck(ModuleCall call, ModulePlace place, IReadOnlyList<TracedValue> values)
{
    // of the answer's scale; what is coarser is another function, and how exact a model is, the exporter's gate decides
    private const double Tolerance = 1e-3;

    private const double LeastScale = 1e-3; // where all is less, what sums leave that cancel one another would count

    private const int MostSamples = 4;

    // products of all samples together, some two seconds of a core
    private const double MostProducts = 1e9;

    // what the module reads, each value once
    private readonly (string Name, TracedValue Value)[] read = [.. place.Inputs.Zip(call.Inputs.Select(number => values[number])).DistinctBy(pair => pair.First)];

    /// <summary>Refuses layers that give something else. Those that plain arithmetic does not know are left to the exporter's gate.</summary>
    /// <param name="layers">What the mapping gave.</param>
    /// <param name="weights">Their parameters.</param>
    /// <exception cref="ToolException">They give something else, or cannot be.</exception>
    public void Require(IReadOnlyList<LayerSpec> layers, IReadOnlyDictionary<string, TensorData> weights)
    {
        if (layers.Count == 0)
        {
            Compare(MostSamples, sample => Numbers(read[0].Value, sample));
            return;
        }

        try
        {
            if (Alone(layers) is { } network)
            {
                Compare((int)Math.Clamp(MostProducts / DoubleForward.Products(network), 1, MostSamples), sample =>
                    DoubleForward.Values(network, weights, [.. read.SelectMany(input => Numbers(input.Value, sample))], given: _ => null).GetValueOrDefault(network.Layers[^1].Name));
            }
        }
        catch (FormatException fault)
        {
            throw Wrong($"has a mapping whose layers cannot be: {fault.Message}", fault);
        }
    }

    // with what the layers give for a sample; null where plain arithmetic does not know
    private void Compare(int samples, Func<int, double[]?> answer)
    {
        var given = values[call.Outputs[0]];
        for (var sample = 0; sample < Math.Min(given.Shape[0], samples) && answer(sample) is { } found; sample++)
        {
            RequireAlike(Numbers(given, sample), found);
        }
    }

    private void RequireAlike(double[] expected, double[] found)
    {
        if (expected.Length != found.Length)
        {
            throw Wrong($"gives {expected.Length} values for a sample, and its mapping {found.Length}");
        }

        var scale = expected.Select(Math.Abs).Append(LeastScale).Max();
        var index = double.IsFinite(scale) ? Array.FindIndex(expected.Zip(found, (left, right) => Math.Abs(left - right)).ToArray(), gap => !(gap <= Tolerance * scale)) : -1;
        if (index >= 0)
        {
            throw Wrong($"gives {(float)expected[index]} where its mapping gives {(float)found[index]}");
        }
    }

    private ToolException Wrong(string found, Exception? cause = null) => Refusal.At(
        call.Path,
        call.Module,
        found,
        "layers that give what the module gives in evaluation, or none where it changes nothing",
        $"correct the mapping of {call.Module.GetType().Name} in SaveOptions.Mappings",
        cause);

    // a network of these layers, which reads one after the other what they read; null where they read more, or the network's input beside others
    private NetworkSpec? Alone(IReadOnlyList<LayerSpec> layers)
    {
        var known = read.Select(input => input.Name).Concat(layers.Select(layer => layer.Name)).ToHashSet(StringComparer.Ordinal);
        if (layers.Where((layer, index) => layer.Reads(index == 0 ? NetworkSpec.InputName : layers[index - 1].Name).Any(name => !known.Contains(name))).Any())
        {
            return null;
        }

        if (read.Any(input => input.Name == NetworkSpec.InputName))
        {
            return read.Length > 1 ? null : Network(read[0].Value.Sample, layers);
        }

        var (parts, start) = (new List<LayerSpec>(), 0);
        foreach (var (name, value) in read)
        {
            var shape = value.Sample;
            var length = shape.Aggregate(1, (product, size) => product * size);
            parts.Add(new Narrow { Name = $"{name} flat", Input = NetworkSpec.InputName, Dim = 1, Start = start, Length = length });
            parts.Add(new Reshape { Name = name, Shape = shape });
            start += length;
        }

        return Network([start], [.. parts, .. layers]);
    }

    private NetworkSpec Network(IReadOnlyList<int> input, IReadOnlyList<LayerSpec> layers) =>
        new() { Name = place.Name, Input = input, InputType = read[0].Value.Copy.dtype == ScalarType.Int64 ? ElementType.Int64 : ElementType.Float32, Layers = layers };

    private static double[] Numbers(TracedValue value, int sample)
    {
        using var scope = NewDisposeScope();
        var one = value.Copy.select(value.IsTurned ? 1 : 0, sample).to(float64).contiguous();
        return MemoryMarshal.Cast<byte, double>(one.bytes).ToArray();
    }
}
