using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Tests.Libtorch;

public sealed class LibtorchLoaderTests
{
    [Fact]
    public void TorchSharp_computes()
    {
        using var sum = ones(2).sum();

        Assert.Equal(2f, sum.item<float>());
    }

    [Fact]
    public void TorchSharp_did_not_copy_its_natives() =>
        Assert.Single(Directory.GetFiles(AppContext.BaseDirectory, "libtorch_cpu.so", SearchOption.AllDirectories));

    [Fact]
    public void Loading_again_does_nothing()
    {
        LibtorchLoader.Load();
        LibtorchLoader.Load();
    }
}
