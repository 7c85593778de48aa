using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>x * y as a module, so that a gate can be seen: <c>gate.call(x, weights)</c> in place of <c>x * weights</c>.</summary>
public sealed class Multiply() : nn.Module<Tensor, Tensor, Tensor>(nameof(Multiply))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        return input1.mul(input2);
    }
}
