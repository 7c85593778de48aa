using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>A <see cref="NetworkSpec"/> alive in TorchSharp: its parameters, and its function from images to logits.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> parameters = [];
    private readonly (Func<Tensor, Tensor> Layer, int Input)[] layers;

    private TorchNetwork(NetworkSpec spec, Func<ParameterSpec, int, float[]> values)
    {
        Spec = spec;
        var index = 0;
        foreach (var parameter in spec.Parameters)
        {
            var value = tensor(values(parameter, index++), [.. parameter.Shape.Select(size => (long)size)]);
            parameters.Add(parameter.Name, value.requires_grad_(parameter.HasGradient).DetachFromDisposeScope());
        }

        var places = spec.Layers.Select((layer, place) => (layer.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place);
        layers = [.. spec.Layers.Select((layer, place) => (TorchLayers.Bind(layer, parameters), places.GetValueOrDefault(spec.InputOf(place), -1)))];
    }

    /// <summary>The network as data.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>The parameters by name, in the order of the layers.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => parameters;

    /// <summary>Those that the optimizer moves, in the order of the layers.</summary>
    public IEnumerable<(string Name, Tensor Value)> Trained => Spec.Parameters.Where(parameter => parameter.HasGradient).Select(parameter => (parameter.Name, parameters[parameter.Name]));

    /// <summary>A network whose parameters are drawn from the seed, each from a stream of its own.</summary>
    public static TorchNetwork Initialized(NetworkSpec spec, ulong seed) => new(spec, (parameter, index) =>
    {
        var values = new float[parameter.Count];
        if (parameter.Initializer is GlorotUniform glorot)
        {
            var stream = new RandomStream(seed, Purpose.Initialization, index);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((stream.NextUnit() * 2) - 1) * glorot.Limit);
            }
        }
        else if (parameter.Initializer is Ones)
        {
            Array.Fill(values, 1f);
        }

        return values;
    });

    /// <summary>A network with given weights, checked before.</summary>
    public static TorchNetwork WithWeights(NetworkSpec spec, IReadOnlyDictionary<string, TensorData> weights) =>
        new(spec, (parameter, _) => weights[parameter.Name].Floats.ToArray());

    /// <summary>Images float32 (n, 28, 28) → logits float32 (n, classes). The caller owns what it returns.</summary>
    public Tensor Forward(Tensor images)
    {
        var outputs = new Tensor[layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            var (layer, input) = layers[i];
            outputs[i] = layer(input < 0 ? images : outputs[input]);
        }

        return outputs[^1];
    }

    /// <summary>A copy of the parameters as they are now.</summary>
    public IReadOnlyDictionary<string, TensorData> Weights() => parameters.ToDictionary(
        pair => pair.Key,
        pair => TensorData.Of(MemoryMarshal.Cast<byte, float>(pair.Value.bytes), pair.Value.shape));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in parameters.Values)
        {
            parameter.Dispose();
        }
    }
}
