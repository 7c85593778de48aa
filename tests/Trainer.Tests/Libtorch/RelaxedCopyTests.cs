using System.Runtime.Versioning;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;
using Toolchain.Trainer.Libtorch;

namespace Toolchain.Trainer.Tests.Libtorch;

[SupportedOSPlatform("linux")]
public sealed class RelaxedCopyTests : IDisposable
{
    private static readonly byte[] Library = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_cache_is_private_and_holds_one_file_per_content()
    {
        var first = RelaxedCopy.Keep(Library, folder["cache/libtorch"]);
        var second = RelaxedCopy.Keep(Library[1..], folder["cache/libtorch"]);

        Assert.Equal(Library, File.ReadAllBytes(first));
        Assert.Equal(Library[1..], File.ReadAllBytes(second));
        Assert.Equal(2, folder.Files.Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["cache/libtorch"]));
    }

    [Fact]
    public void A_whole_file_is_used_again()
    {
        var path = RelaxedCopy.Keep(Library, folder["cache"]);
        var written = File.GetLastWriteTimeUtc(path).AddDays(-1);
        File.SetLastWriteTimeUtc(path, written);

        Assert.Equal(path, RelaxedCopy.Keep(Library, folder["cache"]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void A_damaged_file_is_rebuilt()
    {
        var path = RelaxedCopy.Keep(Library, folder["cache"]);
        File.WriteAllBytes(path, Library[..500]);

        Assert.Equal(Library, File.ReadAllBytes(RelaxedCopy.Keep(Library, folder["cache"])));
    }

    [Fact]
    public void A_folder_open_to_others_is_refused()
    {
        Directory.CreateDirectory(folder["cache"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(folder["cache"], File.GetUnixFileMode(folder["cache"]) | UnixFileMode.OtherWrite);

        var fault = Assert.Throws<ToolException>(() => RelaxedCopy.Keep(Library, folder["cache"]));

        Assert.Contains("open to other users", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Loads_without_a_cache_too()
    {
        File.WriteAllText(folder["file"], "");
        LibtorchLoader.Load();

        Assert.NotEqual(0, RelaxedCopy.Load(ElfRelaxation.Relax(PackageLibrary.TorchSharp), folder["file"]));
        Assert.Equal(["file"], folder.Files);
    }
}
