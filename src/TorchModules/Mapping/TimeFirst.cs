using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>What modules do with a value whose first two axes, the batch and time, were exchanged.</summary>
internal static class TimeFirst
{
    /// <summary>Whether a module reads sequences, which its mapping turns, or treats the first two axes alike.</summary>
    public static bool IsFineWith(nn.Module module) => module switch
    {
        Modules.RNN or Modules.GRU or Modules.LSTM or Modules.MultiheadAttention or Modules.TransformerEncoder or Modules.TransformerEncoderLayer => true,
        Modules.Linear or Modules.Embedding or Modules.Dropout or Modules.Identity or Add or Affine => true,
        Modules.LayerNorm norm => norm.normalized_shape.Length == 1,
        Modules.PReLU => false, // slopes go by the second axis
        _ => TorchSharpModules.IsActivation(module),
    };
}
