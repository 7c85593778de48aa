using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Numbers of every kind in place of those that modules give: whatever is done to them between two modules shows.</summary>
internal static class WideNumbers
{
    private static readonly float[] Kinds = [float.PositiveInfinity, -0.61f, 0f, 30000.5f, 1e-30f, float.NegativeInfinity, 0.37f, -30000.5f, -1e-30f];

    /// <summary>Rounds after which every place has held every kind.</summary>
    public static int Rounds => Kinds.Length;

    /// <summary>Writes them into a tensor of float32; one of another type is left as it is.</summary>
    public static void Fill(Tensor tensor, int round)
    {
        if (tensor.dtype == ScalarType.Float32)
        {
            using var still = no_grad();
            using var numbers = torch.tensor(Enumerable.Range(0, checked((int)tensor.numel())).Select(place => Kinds[(place + round) % Kinds.Length]).ToArray()).reshape(tensor.shape);
            tensor.copy_(numbers);
        }
    }
}
