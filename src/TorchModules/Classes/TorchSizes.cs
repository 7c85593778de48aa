using Toolchain.Contracts.Networks;

namespace Toolchain.TorchModules;

/// <summary>TorchSharp's many ways to hold a number for each axis.</summary>
internal static class TorchSizes
{
    /// <summary>Numbers of a list; absent where it is.</summary>
    public static Sizes? All(this long[]? sizes) => sizes?.Each();

    /// <summary>Numbers of a list.</summary>
    public static Sizes Each(this long[] sizes) => new([.. sizes.Select(size => checked((int)size))]);

    /// <summary>The number.</summary>
    public static Sizes All(this long size) => checked((int)size);

    /// <summary>The number; absent where it is.</summary>
    public static Sizes? All(this long? size) => size is { } number ? number.All() : (Sizes?)null;

    /// <summary>Both numbers.</summary>
    public static Sizes All(this (long Height, long Width) sizes) => new(checked((int)sizes.Height), checked((int)sizes.Width));
}
