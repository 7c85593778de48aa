using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of attention and transformers, whose number of heads no weight tells.</summary>
internal static class AttentionModules
{
    /// <summary>The layer of an attention.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It has options that the layer has not.</exception>
    public static MultiheadAttention Attention(Modules.MultiheadAttention module, ModulePlace place)
    {
        var state = module.state_dict();
        var size = (int)state["out_proj.weight"].shape[0];
        var (kdim, vdim) = state.TryGetValue("k_proj_weight", out var key) ? ((int?)key.shape[1], (int?)state["v_proj_weight"].shape[1]) : (null, null);
        var bias = state.ContainsKey("in_proj_bias");
        var heads = state.ContainsKey("bias_k") ? null : Twins.Find<int>(
            module,
            Twins.Heads(size),
            count => nn.MultiheadAttention(size, count, bias: bias, kdim: kdim, vdim: vdim),
            Twins.Sample(3, 2, size),
            Twins.Sample(4, 2, kdim ?? size),
            Twins.Sample(4, 2, vdim ?? size));
        if (heads is not { } found)
        {
            throw Refusal.At(place.Name, module, "has add_bias_kv or add_zero_attn", "neither", "make it without them, or register a mapping for its class");
        }

        var self = place.Inputs.Distinct().Count() == 1;
        return new MultiheadAttention(bias, Kdim: kdim, Vdim: vdim, Inputs: self ? null : place.Inputs)
        {
            Name = place.Name,
            Input = self ? place.Inputs[0] : null,
            EmbedDim = size,
            NumHeads = found,
            BatchFirst = place.IsTimeFirst, // TorchSharp's own has time in front
        };
    }

    /// <summary>The layer of one block, or of several.</summary>
    public static LayerSpec Encoder(nn.Module module, ModulePlace place)
    {
        var state = module.state_dict();
        var count = 0;
        while (state.ContainsKey($"layers.{count}.linear1.weight"))
        {
            count++;
        }

        var wide = state[count == 0 ? "linear1.weight" : "layers.0.linear1.weight"].shape;
        var (size, inner) = ((int)wide[1], (int)wide[0]);
        var options = Twins.Heads(size).SelectMany(heads => new[] { (heads, FeedforwardActivation.Relu), (heads, FeedforwardActivation.Gelu) });
        var (heads, activation) = Twins.Find(module, options, option => Make(option.Item1, option.Item2), Twins.Sample(3, 2, size))
            ?? throw Refusal.At(place.Name, module, "answers as no encoder of its sizes does", "an encoder as nn.TransformerEncoderLayer makes it", "register a mapping for its class");
        return count == 0
            ? new TransformerEncoderLayer(inner, Activation: activation) { Name = place.Name, DModel = size, Nhead = heads, BatchFirst = place.IsTimeFirst }
            : new TransformerEncoder(inner, Activation: activation) { Name = place.Name, NumLayers = count, DModel = size, Nhead = heads, BatchFirst = place.IsTimeFirst };

        nn.Module Make(int heads, FeedforwardActivation activation)
        {
            var block = nn.TransformerEncoderLayer(size, heads, inner, 0, activation == FeedforwardActivation.Relu ? nn.Activations.ReLU : nn.Activations.GELU);
            return count == 0 ? block : nn.TransformerEncoder(block, count);
        }
    }
}
