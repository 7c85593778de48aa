using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>x - y as a module, so that a difference can be seen: <c>minus.call(x, y)</c> in place of <c>x - y</c>.</summary>
public sealed class Subtract() : nn.Module<Tensor, Tensor, Tensor>(nameof(Subtract))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        using var minusOne = TorchSharp.ScalarExtensionMethods.ToScalar(-1.0); // decision 0007
        return input1.add(input2, minusOne);
    }
}
