using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>The parameters of a layer.</summary>
/// <param name="layer">The layer.</param>
/// <param name="weights">The parameters of its network.</param>
internal sealed class PlainWeights(LayerSpec layer, IReadOnlyDictionary<string, TensorData> weights)
{
    /// <summary>The values of one, such as <c>weight</c>; null where the layer has none of the name.</summary>
    public TensorData? Optional(string name) => weights.GetValueOrDefault($"{layer.Name}.{name}");

    /// <summary>The values of one that the layer has.</summary>
    public TensorData this[string name] => weights[$"{layer.Name}.{name}"];
}
