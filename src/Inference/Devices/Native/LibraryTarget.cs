using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Toolchain.Inference.Devices.Native;

/// <summary>The systems that a shared library is made for, as its first bytes say: ELF, PE and Mach-O.</summary>
internal static class LibraryTarget
{
    private const int HeaderBytes = 4096;

    /// <summary>This process, in the words of .NET's runtime identifiers.</summary>
    public static string OfThisProcess =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();

    /// <summary>Runtime identifiers such as <c>linux-x64</c>; none where the file is no shared library.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        var header = new byte[HeaderBytes];
        using var file = File.OpenHandle(path);
        var length = RandomAccess.Read(file, header, 0);
        return Of(header.AsSpan(0, length));
    }

    /// <summary>Runtime identifiers, from the first bytes of a file.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> header) =>
        header.StartsWith("\u007fELF"u8) ? OfElf(header)
        : header.StartsWith("MZ"u8) ? OfPortableExecutable(header)
        : OfMach(header);

    // e_ident[5]: 1 is little-endian; e_type: 3 is a shared object; e_machine: System V ABI, "ELF Header"
    private static string[] OfElf(ReadOnlySpan<byte> header)
    {
        if (header.Length < 20 || header[5] is not (1 or 2))
        {
            return [];
        }

        var little = header[5] == 1;
        var (type, machine) = (Half(header[16..], little), Half(header[18..], little));
        return type != 3 ? [] : [$"linux-{machine switch { 3 => "x86", 21 => "ppc64", 22 => "s390x", 40 => "arm", 62 => "x64", 183 => "arm64", 243 => "riscv64", 258 => "loongarch64", _ => $"machine{machine}" }}"];
    }

    // the offset of the header at 0x3C, then "PE\0\0" and the machine: "PE Format", COFF file header
    private static string[] OfPortableExecutable(ReadOnlySpan<byte> header)
    {
        if (header.Length < 0x40 || BinaryPrimitives.ReadInt32LittleEndian(header[0x3C..]) is not (>= 0 and var start) || start > header.Length - 6 || !header[start..].StartsWith("PE\0\0"u8))
        {
            return [];
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header[(start + 4)..]);
        return [$"win-{machine switch { 0x8664 => "x64", 0xAA64 => "arm64", 0x14C => "x86", _ => $"machine{machine}" }}"];
    }

    // one architecture, or a list of several behind CAFEBABE, whose numbers are big-endian: mach-o/fat.h
    private static string[] OfMach(ReadOnlySpan<byte> header)
    {
        if (header.Length < 8)
        {
            return [];
        }

        switch (BinaryPrimitives.ReadUInt32BigEndian(header))
        {
            case 0xCFFAEDFE:
                return [OfMachProcessor(BinaryPrimitives.ReadUInt32LittleEndian(header[4..]))];
            case 0xCAFEBABE:
                const int EntryBytes = 20;
                var targets = new List<string>();
                var count = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
                for (var at = 8; targets.Count < count && at <= header.Length - EntryBytes; at += EntryBytes)
                {
                    targets.Add(OfMachProcessor(BinaryPrimitives.ReadUInt32BigEndian(header[at..])));
                }

                return [.. targets];
            default:
                return [];
        }
    }

    private static string OfMachProcessor(uint type) => $"osx-{type switch { 0x01000007 => "x64", 0x0100000C => "arm64", _ => $"machine{type}" }}";

    private static int Half(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
