using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Libtorch;

namespace Toolchain.Trainer.Tests.Libtorch;

public sealed class ElfRelaxationTests
{
    // places in the file of TorchSharp 0.107.0, as `readelf -SW` shows them
    private const int SymbolVersions = 0x3dfae;
    private const int Relocations = 0x3fb00;
    private const int LastJump = 0x48aa0 + 0x7098 - 24;
    private const int Dynamic = 0x1d4b18;
    private const int Loaded = 0x1d76c0;

    private static readonly byte[] Original = PackageLibrary.TorchSharp;

    [Fact]
    public void Weakens_the_one_version_and_leaves_the_others()
    {
        var before = new ElfLibrary(Original).Needs().ToArray();

        var after = new ElfLibrary(ElfRelaxation.Relax(Original)).Needs().ToArray();

        Assert.DoesNotContain(before, need => need.IsWeak);
        Assert.Equal(ElfRelaxation.Version, Assert.Single(after, need => need.IsWeak).Name);
        Assert.Equal(before.Select(need => need.Name), after.Select(need => need.Name));
    }

    [Fact]
    public void Changes_a_single_byte()
    {
        var relaxed = ElfRelaxation.Relax(Original);

        Assert.Equal(Original.Length, relaxed.Length);
        Assert.Single(Enumerable.Range(0, relaxed.Length), i => relaxed[i] != Original[i]);
    }

    [Fact]
    public void Relaxing_again_changes_nothing()
    {
        var relaxed = ElfRelaxation.Relax(Original);

        Assert.Equal(relaxed, ElfRelaxation.Relax(Original));
        Assert.Equal(relaxed, ElfRelaxation.Relax(relaxed));
    }

    [Fact]
    public void Refuses_an_empty_file() => Refuses([], "ends after 0 bytes");

    [Fact]
    public void Refuses_what_is_not_ELF() => Refuses(Encoding.UTF8.GetBytes(new string('x', 4096)), "is not a 64-bit little-endian ELF file");

    [Theory]
    [InlineData(4, 1, "is not a 64-bit little-endian ELF file")]
    [InlineData(5, 2, "is not a 64-bit little-endian ELF file")]
    [InlineData(16, 2, "has ELF type 2")]
    [InlineData(18, 40, "machine 40")]
    [InlineData(54, 32, "program headers of 32 bytes")]
    public void Refuses_a_header_for_another_machine(int offset, byte value, string found)
    {
        var bytes = Copy();
        bytes[offset] = value;

        Refuses(bytes, found);
    }

    [Fact]
    public void Refuses_a_library_that_does_not_demand_the_version() =>
        Refuses(PackageLibrary.Read("libc10.so"), $"demands {ElfRelaxation.Version} 0 times");

    [Fact]
    public void Refuses_a_library_that_imports_another_symbol_of_the_version()
    {
        var bytes = Copy();
        bytes[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(ElfRelaxation.Symbol)) + 4] = (byte)'9';

        Refuses(bytes, "imports [_ZSt91ios_base_library_initv]");
    }

    [Fact]
    public void Refuses_a_library_that_imports_more_than_one_symbol_of_the_version()
    {
        var bytes = Copy();
        var library = new ElfLibrary(bytes);
        var index = library.Needs().Single(need => need.Name == ElfRelaxation.Version).Index;
        var other = library.Needs().Single(need => need.Name == "GLIBCXX_3.4.30");
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)other.FlagsOffset + 2), index);
        foreach (var (symbol, _) in library.Imports(other.Index))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(SymbolVersions + (2 * (int)symbol)), index);
        }

        Refuses(bytes, $"not just {ElfRelaxation.Symbol}");
    }

    [Fact]
    public void Refuses_a_library_that_makes_use_of_the_symbol()
    {
        var bytes = Copy();
        var library = new ElfLibrary(bytes);
        var need = library.Needs().Single(need => need.Name == ElfRelaxation.Version);
        var (symbol, _) = library.Imports(need.Index).Single();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(LastJump + 12), symbol);

        Refuses(bytes, $"makes use of {ElfRelaxation.Symbol}");
    }

    [Fact]
    public void Refuses_a_library_that_ends_too_early() =>
        Gen.Int[0, Loaded - 1].Sample(length =>
        {
            Assert.Throws<ToolException>(() => ElfRelaxation.Relax(Original.AsMemory(0, length)));
        });

    [Fact]
    public void A_damaged_library_is_relaxed_or_refused_and_nothing_else() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 0x1000], Gen.Int[SymbolVersions, Relocations], Gen.Int[Dynamic, Dynamic + 0x270]), Gen.Byte)
            .Sample((offset, value) =>
            {
                var bytes = Copy();
                bytes[offset] = value;
                return RelaxesOrRefuses(bytes);
            });

    private static byte[] Copy() => [.. Original];

    private static void Refuses(byte[] bytes, string found)
    {
        var fault = Assert.Throws<ToolException>(() => ElfRelaxation.Relax(bytes));
        Assert.Contains(found, fault.Found, StringComparison.Ordinal);
        Assert.Equal(ExitCode.DeviceUnavailable, fault.Code);
    }

    private static bool RelaxesOrRefuses(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ElfRelaxation.Relax(bytes).Length == bytes.Length;
        }
        catch (ToolException)
        {
            return true;
        }
    }
}
