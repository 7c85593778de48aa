using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>x + y as a module, so that a residual sum can be seen: <c>add.call(x, shortcut)</c> in place of <c>x + shortcut</c>.</summary>
public sealed class Add() : nn.Module<Tensor, Tensor, Tensor>(nameof(Add))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        using var one = TorchSharp.ScalarExtensionMethods.ToScalar(1.0); // decision 0007
        return input1.add(input2, one);
    }
}
