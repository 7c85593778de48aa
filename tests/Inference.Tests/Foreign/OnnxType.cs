namespace Toolchain.Inference.Tests.Foreign;

/// <summary>Types of elements by their numbers in the public onnx.proto.</summary>
internal static class OnnxType
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Text = 8;
    public const int Bool = 9;
    public const int Half = 10;
    public const int Double = 11;
}
