using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Programs;

public sealed class DiskTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        Disk.WriteText(folder["file"], "old");

        Assert.Throws<InvalidDataException>(() => Disk.Write(folder["file"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidDataException("interrupted");
        }));

        Assert.Equal("old", File.ReadAllText(folder["file"]));
        Assert.Equal(["file"], folder.Files);
    }

    [Fact]
    public void Creates_the_folder_it_writes_to()
    {
        Disk.WriteText(folder["a/b/file"], "text");

        Assert.Equal("text", File.ReadAllText(folder["a/b/file"]));
    }

    [Fact]
    public void Refuses_a_place_below_a_file()
    {
        Disk.WriteText(folder["file"], "text");

        var fault = Assert.Throws<ToolException>(() => Disk.WriteText(folder["file/below"], "text"));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains("cannot be written", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_a_temporary_failure()
    {
        const int NoSpace = 28;

        var fault = Assert.Throws<ToolException>(() => Disk.Write(folder["file"], _ => throw new IOException("No space left on device", NoSpace)));

        Assert.Equal(ExitCode.Temporary, fault.Code);
        Assert.Empty(folder.Files);
    }
}
