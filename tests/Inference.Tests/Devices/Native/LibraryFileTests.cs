using System.Buffers.Binary;
using CsCheck;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Tests.Devices.Native;

public class LibraryFileTests
{
    private static readonly Gen<string> AnyName = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz.-_0123456789"], 1, 200];

    [Fact]
    public void What_a_library_needs_is_read_in_its_order() =>
        AnyName.Array[0, 20].Sample(names => Assert.Equal(names, ElfFile.Of(ElfBytes.Needing(ElfBytes.X64, names)).Needed));

    [Fact]
    public void The_bytes_that_the_loader_maps_are_known_from_the_first_of_them()
    {
        var whole = ElfBytes.Needing(ElfBytes.X64, "libc.so.6");

        Gen.Int[176, whole.Length].Sample(length => Assert.Equal(whole.Length, ElfFile.Of(whole[..length]).MappedBytes));
    }

    [Fact]
    public void Damaged_files_are_read_without_a_fault()
    {
        var whole = ElfBytes.Needing(ElfBytes.Arm64, "libcublasLt.so.13", "libcuda.so.1");

        Gen.Select(Gen.Int[0, whole.Length], Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 8]).Sample((length, changes) =>
        {
            var damaged = whole.ToArray();
            foreach (var (at, value) in changes)
            {
                damaged[at] = value;
            }

            damaged = damaged[..length];
            Assert.InRange(ElfFile.Of(damaged).Needed.Count, 0, int.MaxValue);
            Assert.InRange(LibraryTarget.Of(damaged).Count, 0, int.MaxValue);
        });
    }

    [Fact]
    public void Any_bytes_are_read_without_a_fault() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.InRange(LibraryTarget.Of([0xCA, 0xFE, 0xBA, 0xBE, .. bytes]).Count + LibraryTarget.Of([.. "MZ"u8, .. bytes]).Count + ElfFile.Of(bytes).Needed.Count, 0, int.MaxValue));

    [Theory]
    [InlineData(ElfBytes.X64, "linux-x64")]
    [InlineData(ElfBytes.Arm64, "linux-arm64")]
    [InlineData(999, "linux-machine999")]
    public void A_library_for_linux_names_its_processor(ushort machine, string target) => Assert.Equal([target], LibraryTarget.Of(ElfBytes.Needing(machine)));

    [Fact]
    public void A_program_is_no_library()
    {
        var program = ElfBytes.Needing(ElfBytes.X64);
        program[16] = 2;

        Assert.Empty(LibraryTarget.Of(program));
    }

    [Theory]
    [InlineData(0x8664, "win-x64")]
    [InlineData(0xAA64, "win-arm64")]
    public void A_library_for_windows_names_its_processor(int machine, string target)
    {
        var bytes = new byte[256];
        "MZ"u8.CopyTo(bytes);
        bytes[0x3C] = 0x80;
        "PE\0\0"u8.CopyTo(bytes.AsSpan(0x80));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x84), (ushort)machine);

        Assert.Equal([target], LibraryTarget.Of(bytes));
    }

    [Fact]
    public void A_library_for_macs_may_be_for_several_processors()
    {
        byte[] entry = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(["osx-arm64"], LibraryTarget.Of([0xCF, 0xFA, 0xED, 0xFE, 0x0C, 0, 0, 1]));
        Assert.Equal(["osx-x64", "osx-arm64"], LibraryTarget.Of([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2, 1, 0, 0, 7, .. entry, 1, 0, 0, 0x0C, .. entry]));
    }

    [Fact]
    public void The_library_that_is_loaded_is_known_by_its_file()
    {
        var path = Runtime.Library!;

        Assert.Equal([LibraryTarget.OfThisProcess], LibraryTarget.Of(path));
        Assert.StartsWith(AppContext.BaseDirectory, path);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("libc.so.6", ElfFile.Open(path).Needed);
            Assert.InRange(ElfFile.Open(path).MappedBytes, new FileInfo(path).Length / 2, new FileInfo(path).Length);
        }
    }

    [Fact]
    public void A_library_that_is_not_loaded_has_no_file() => Assert.Null(LoadedLibrary.PathOf("libnobody-has-this.so"));
}
