namespace Toolchain.Exporter.Graph;

/// <summary>The versions of the ONNX operator set that we write.</summary>
internal static class Opsets
{
    /// <summary>The first with Softmax and ArgMax as they are today.</summary>
    public const int Least = 13;

    /// <summary>The last that the ONNX Runtime of the parity gate calls stable.</summary>
    public const int Most = 26;

    /// <summary>Runs in everything since ONNX Runtime 1.12 (2022); later versions add nothing to the operators a classifier needs.</summary>
    public const int Default = 17;

    /// <summary>The file format version that ONNX released an operator set with; a later one would shut out runtimes that know the set.</summary>
    public static int IrVersionOf(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        24 => 12,
        _ => 13,
    };
}
