using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Toolchain.Inference.Devices.Doctor;

/// <summary>The processor, as far as it matters for matrix products.</summary>
/// <param name="Name">As its maker calls it; null where the system does not tell.</param>
/// <param name="Architecture">In .NET's words, such as <c>x64</c>.</param>
/// <param name="Processors">Logical processors that this process may use.</param>
/// <param name="Features">Vector and matrix instructions that it has and the system lets programs use.</param>
internal sealed record Processor(string? Name, string Architecture, int Processors, IReadOnlyList<string> Features)
{
    private const string Description = "/proc/cpuinfo";

    // what the kernels of ONNX Runtime choose by; in the words of Linux
    private static readonly string[] Interesting =
    [
        "sse4_1", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16",
        "asimd", "fphp", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2", "sme",
    ];

    /// <summary>Looks at the processor of this machine.</summary>
    public static Processor OfThisMachine()
    {
        var said = File.Exists(Description) ? Said(File.ReadLines(Description)) : [];
        return new(
            said.GetValueOrDefault("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"),
            $"{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant(),
            Environment.ProcessorCount,
            Of(said.GetValueOrDefault("flags") ?? said.GetValueOrDefault("Features")) ?? Usable());
    }

    /// <summary>The interesting ones of a list of flags; null where there is no list.</summary>
    public static IReadOnlyList<string>? Of(string? flags) =>
        flags is null ? null : [.. Interesting.Intersect(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    // name<tab>: value, the first processor only
    private static Dictionary<string, string> Said(IEnumerable<string> lines) => lines
        .TakeWhile(line => line.Length > 0)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair.Length == 2)
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair[1]);

    // what .NET may use, where the system does not tell
    private static IReadOnlyList<string> Usable()
    {
        (string Name, bool Supported)[] features =
        [
            ("sse4_1", Sse41.IsSupported), ("avx", Avx.IsSupported), ("fma", Fma.IsSupported), ("avx2", Avx2.IsSupported), ("avx512f", Avx512F.IsSupported), ("avx512bw", Avx512BW.IsSupported),
            ("asimd", AdvSimd.IsSupported), ("asimddp", Dp.IsSupported),
        ];
        return [.. features.Where(feature => feature.Supported).Select(feature => feature.Name)];
    }
}
