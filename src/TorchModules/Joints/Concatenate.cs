using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>torch.cat as a module, so that the joint of a dense block or of a U-Net can be seen: <c>joint.call(x, y)</c>, or <c>joint.call([x, y, z])</c>, in place of <c>cat([x, y], 1)</c>.</summary>
/// <param name="dim">The axis, where the batch is axis 0; from the end if it is negative.</param>
public sealed class Concatenate(long dim = 1) : nn.Module<Tensor[], Tensor>(nameof(Concatenate))
{
    /// <summary>The axis.</summary>
    public long Dim => dim;

    /// <summary>The two one after the other.</summary>
    public Tensor call(Tensor input1, Tensor input2) => call([input1, input2]);

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input) => cat(input, dim);
}
