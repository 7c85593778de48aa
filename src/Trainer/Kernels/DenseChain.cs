using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using TorchSharp;

namespace Toolchain.Trainer.Kernels;

/// <summary>A dense layer in memory; the memory is TorchSharp's.</summary>
/// <param name="inputs">Features that come in.</param>
/// <param name="outputs">Features that go out.</param>
internal sealed unsafe class DenseLayer(int inputs, int outputs)
{
    /// <summary>Features that come in.</summary>
    public int Inputs => inputs;

    /// <summary>Features that go out.</summary>
    public int Outputs => outputs;

    /// <summary>(outputs, inputs), row-major.</summary>
    public required float* Weight { get; init; }

    /// <summary>(outputs).</summary>
    public required float* Bias { get; init; }

    /// <summary>As the weight; null without momentum.</summary>
    public float* WeightVelocity { get; init; }

    /// <summary>As the bias; null without momentum.</summary>
    public float* BiasVelocity { get; init; }
}

/// <summary>The dense layers of a network that is nothing but Flatten, then Linear and ReLU in turn, a Linear last.</summary>
/// <param name="Layers">In order.</param>
internal sealed record DenseChain(IReadOnlyList<DenseLayer> Layers)
{
    /// <summary>Why a network is no such chain; null when it is one.</summary>
    public static string? Obstacle(NetworkSpec network)
    {
        var expected = typeof(Flatten);
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var previous = i == 0 ? NetworkSpec.InputName : network.Layers[i - 1].Name;
            if (network.InputsOf(i).FirstOrDefault(input => input != previous) is { } other)
            {
                return $"layer '{layer.Name}' reads '{other}', not the layer before it";
            }

            if (layer.GetType() != expected)
            {
                return $"layer '{layer.Name}' is {layer.GetType().Name}, where the fused step can only have {expected.Name}";
            }

            if (layer is Flatten && network.OutputShapes()[i].Count > 1)
            {
                return $"layer '{layer.Name}' leaves several axes";
            }

            if (layer is Linear { Bias: false })
            {
                return $"layer '{layer.Name}' has no bias";
            }

            if (layer is Linear linear && (long)linear.InFeatures * linear.OutFeatures > int.MaxValue)
            {
                return $"layer '{layer.Name}' has more than {int.MaxValue} weights";
            }

            expected = layer is Linear ? typeof(Relu) : typeof(Linear);
        }

        return network.Layers[^1] is Linear ? null : $"the last layer '{network.Layers[^1].Name}' is {network.Layers[^1].GetType().Name}, not Linear";
    }

    /// <summary>The layers of a network, working in place on its parameters and on what the optimizer keeps for them.</summary>
    public static DenseChain Of(TorchNetwork network, OptimizerState? state = null) => new([.. network.Spec.Layers.OfType<Linear>().Select(layer => Bind(layer, network, state))]);

    private static unsafe DenseLayer Bind(Linear layer, TorchNetwork network, OptimizerState? state)
    {
        const string Velocity = "momentum";
        var (weight, bias) = ($"{layer.Name}.weight", $"{layer.Name}.bias");
        return new DenseLayer(layer.InFeatures, layer.OutFeatures)
        {
            Weight = Memory(network.Parameters[weight]),
            Bias = Memory(network.Parameters[bias]),
            WeightVelocity = state is null ? null : Memory(state[weight, Velocity]),
            BiasVelocity = state is null ? null : Memory(state[bias, Velocity]),
        };
    }

    // libtorch's memory never moves, and nothing replaces a parameter's tensor during a training
    private static unsafe float* Memory(torch.Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
