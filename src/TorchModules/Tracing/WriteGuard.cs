using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Notices that memory was written to, even where it holds the numbers that it held before, as after <c>clamp_</c> of values within its bounds.</summary>
/// <remarks>
/// Every tensor of a memory shares a counter of the calls that worked in place, and autograd refuses a gradient of what was written to since the gradient's terms were kept.
/// TorchSharp shows nothing else of that counter. Raw writes (<c>bytes</c>, <c>data</c>) are not counted.
/// </remarks>
internal sealed class WriteGuard : IDisposable
{
    private readonly Tensor first;
    private readonly Tensor factor;
    private Tensor product;

    private WriteGuard(Tensor first, Tensor factor, Tensor product) => (this.first, this.factor, this.product) = (first, factor, product);

    /// <summary>A guard of the memory of a tensor, or null where it has no counter: it was made in inference mode.</summary>
    public static WriteGuard? Of(Tensor tensor)
    {
        using var counted = inference_mode(false);
        using var still = no_grad();
        using var apart = tensor.detach(); // counts the same writes, and is of no gradient that the module's forward may ask for
        var (first, factor) = (apart.as_strided([1], [1], 0).DetachFromDisposeScope(), ones(1, requires_grad: true).DetachFromDisposeScope());
        try
        {
            return new WriteGuard(first, factor, Product(first, factor));
        }
        catch (ExternalException fault) when (fault.Message.StartsWith("Inference tensors", StringComparison.Ordinal))
        {
            first.Dispose();
            factor.Dispose();
            return null;
        }
    }

    /// <summary>Whether the memory was written to since this was asked last.</summary>
    public bool WasWritten()
    {
        using var counted = inference_mode(false);
        try
        {
            product.backward();
            return false;
        }
        catch (ExternalException fault) when (fault.Message.Contains("modified by an inplace operation", StringComparison.Ordinal))
        {
            return true;
        }
        finally
        {
            product.Dispose();
            product = Product(first, factor); // a gradient is given once
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        factor.Dispose();
        product.Dispose();
    }

    private static Tensor Product(Tensor first, Tensor factor)
    {
        using var gradients = enable_grad();
        return factor.mul(first).DetachFromDisposeScope();
    }
}
