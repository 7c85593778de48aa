using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>What each <see cref="LayerSpec"/> means to TorchSharp.</summary>
internal static class TorchLayers
{
    /// <summary>Binds a layer to its parameters.</summary>
    /// <returns>The layer as a function of its input, the batch in front.</returns>
    public static Func<Tensor, Tensor> Bind(LayerSpec layer, IReadOnlyDictionary<string, Tensor> parameters)
    {
        switch (layer)
        {
            case Flatten:
                return input => input.flatten(1);
            case Linear:
                var (weight, bias) = (parameters[$"{layer.Name}.weight"], parameters[$"{layer.Name}.bias"]);
                // product first, bias after it, as Keras rounds; torch's fused linear begins its sums with the bias
                return input => input.matmul(weight.t()).add_(bias);
            case Relu:
                return input => nn.functional.relu(input);
            default:
                throw new NotSupportedException($"layer '{layer.Name}' of kind {layer.GetType().Name} has no TorchSharp mapping");
        }
    }
}
