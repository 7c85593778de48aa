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
    public void A_replacement_that_fails_leaves_both_files_as_they_were()
    {
        Disk.WriteText(folder["file"], "new");
        Disk.WriteText(folder["backup"], "old");

        Assert.Throws<InvalidDataException>(() => Disk.Replace(folder["file"], folder["backup"], _ => throw new InvalidDataException("interrupted")));

        Assert.Equal(("new", "old"), (File.ReadAllText(folder["file"]), File.ReadAllText(folder["backup"])));
        Assert.Equal(["backup", "file"], folder.Files);
    }

    [Fact]
    public void Removes_what_killed_writes_left_and_nothing_that_a_user_may_have_named_so()
    {
        foreach (var name in new[] { "file", "file.12.tmp", "file.7.tmp", "file.x.tmp", "file.tmp", "file..tmp", "other.12.tmp", "file.12.tmp.bak" })
        {
            Disk.WriteText(folder[name], "text");
        }

        Disk.RemoveLeftovers(folder["file"]);

        Assert.Equal(["file", "file..tmp", "file.12.tmp.bak", "file.tmp", "file.x.tmp", "other.12.tmp"], folder.Files);
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
