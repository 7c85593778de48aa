using TorchSharp;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Numbers handed to libtorch that live as long as the process.</summary>
/// <remarks>
/// TorchSharp 0.107 makes a <see cref="Scalar"/> wherever a number meets a tensor, also the hidden 1 of <c>a.add_(b)</c> and <c>a + b</c>, and passes only its
/// handle to the native call. Nothing refers to it then, so a collection at that moment frees it while libtorch reads it: a wrong sum, or an exception
/// from <c>c10::Scalar</c>, once in some ten thousand steps. Numbers are therefore kept here, in a field, or by <c>using</c> beyond the call;
/// build/BannedSymbols.Torch.txt refuses the overloads that hide one.
/// </remarks>
internal static class Scalars
{
    /// <summary>One.</summary>
    public static Scalar One { get; } = 1.0.ToScalar();

    /// <summary>Minus one, which makes a sum a difference.</summary>
    public static Scalar MinusOne { get; } = (-1.0).ToScalar();
}
