using Toolchain.Trainer.Libtorch;

namespace Toolchain.Trainer.Tests.Libtorch;

/// <summary>The natives that the packages put beside these tests.</summary>
internal static class PackageLibrary
{
    /// <summary>The real library, as TorchSharp ships it.</summary>
    public static byte[] TorchSharp => Read(LibtorchLoader.FileName);

    /// <summary>Any native by its name.</summary>
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Directory.EnumerateFiles(AppContext.BaseDirectory, name, SearchOption.AllDirectories).Single());
}
