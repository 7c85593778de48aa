using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Samples;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>A <see cref="NetworkSpec"/> alive in TorchSharp: its parameters, and its function from images to logits.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> parameters = [];
    private readonly BoundLayer[] layers;
    private readonly long[] inputShape;
    private readonly ulong seed;

    private TorchNetwork(NetworkSpec spec, ulong seed, Func<ParameterSpec, int, float[]> values)
    {
        (Spec, this.seed) = (spec, seed);
        var index = 0;
        foreach (var parameter in spec.Parameters)
        {
            var value = tensor(values(parameter, index++), [.. parameter.Shape.Select(size => (long)size)]);
            parameters.Add(parameter.Name, value.requires_grad_(parameter.HasGradient).DetachFromDisposeScope());
        }

        var places = spec.Layers.Select((layer, place) => (layer.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place);
        places.Add(NetworkSpec.InputName, BoundLayer.Image);
        layers = [.. spec.Layers.Select((layer, place) => new BoundLayer(TorchLayers.Bind(layer, parameters), [.. spec.InputsOf(place).Select(name => places[name])]))];
        inputShape = [-1, .. spec.Input.Select(size => (long)size)];
        LargestOutput = spec.OutputShapes().Max(shape => shape.Aggregate(1L, (product, size) => product * size));
    }

    /// <summary>The network as data.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>Values of a sample at the widest place of the network.</summary>
    public long LargestOutput { get; }

    /// <summary>The parameters by name, in the order of the layers.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => parameters;

    /// <summary>Those that the optimizer moves, in the order of the layers.</summary>
    public IEnumerable<(string Name, Tensor Value)> Trained => Spec.Parameters.Where(parameter => parameter.HasGradient).Select(parameter => (parameter.Name, parameters[parameter.Name]));

    /// <summary>A network whose parameters are drawn from the seed, each from a stream of its own.</summary>
    public static TorchNetwork Initialized(NetworkSpec spec, ulong seed) => new(spec, seed, (parameter, index) => FirstValues.Of(parameter, new RandomNumbers(seed, Purpose.Initialization, index)));

    /// <summary>A network with given weights, checked before.</summary>
    /// <param name="spec">The network as data.</param>
    /// <param name="weights">Its parameters by name.</param>
    /// <param name="seed">Feeds dropout, where the network has it and is trained.</param>
    public static TorchNetwork WithWeights(NetworkSpec spec, IReadOnlyDictionary<string, TensorData> weights, ulong seed = 0) =>
        new(spec, seed, (parameter, _) => weights[parameter.Name].Floats.ToArray());

    /// <summary>Images float32 (n, 28, 28) → logits float32 (n, classes), as the finished network answers. The caller owns what it returns.</summary>
    public Tensor Forward(Tensor images) => Forward(images, training: null);

    /// <summary>The same in training: batch statistics, which move the running ones, and the dropout of this very update.</summary>
    /// <param name="images">float32 (n, 28, 28).</param>
    /// <param name="step">The update, counted from 0.</param>
    public Tensor ForwardInTraining(Tensor images, long step) => Forward(images, new TrainingPass(seed, step, layers.Length));

    private Tensor Forward(Tensor images, TrainingPass? training)
    {
        var outputs = new Tensor[layers.Length];
        var input = inputShape.Length == images.Dimensions ? images : images.reshape(inputShape);
        for (var i = 0; i < layers.Length; i++)
        {
            outputs[i] = layers[i].Run(input, outputs, training is { } pass ? pass.At(i) : null);
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
