using System.Globalization;
using System.Runtime.InteropServices;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Inspection;

/// <summary>Tensors and types in words.</summary>
internal static class TensorText
{
    private const int MostValues = 8;

    /// <summary>The name of an element type: <c>float32</c>.</summary>
    public static string TypeName(int type) => (DataType)type switch
    {
        DataType.Float => "float32",
        DataType.Double => "float64",
        var known when Enum.IsDefined(known) => known.ToString().ToLowerInvariant(),
        _ => $"type {type}",
    };

    /// <summary>A small tensor's type, shape and values; the values of a large one are left out.</summary>
    public static string Describe(TensorProto tensor)
    {
        var head = $"{TypeName(tensor.DataType)} [{string.Join(", ", tensor.Dims)}]";
        var values = (DataType)tensor.DataType switch
        {
            DataType.Float => Join<float>(tensor.FloatData.Count > 0 ? tensor.FloatData : Raw<float>(tensor)),
            DataType.Int64 => Join<long>(tensor.Int64Data.Count > 0 ? tensor.Int64Data : Raw<long>(tensor)),
            _ => "",
        };
        return values.Length > 0 ? $"{head} = {values}" : head;
    }

    /// <summary>Bytes that the values take in the model's file, or in the one they lie in.</summary>
    public static long BytesOf(TensorProto tensor) =>
        (OutsideTensor.Is(tensor) ? OutsideTensor.LengthOf(tensor) : 0)
        + tensor.RawData.Length
        + (sizeof(float) * (long)tensor.FloatData.Count)
        + (sizeof(int) * (long)tensor.Int32Data.Count)
        + (sizeof(long) * (long)tensor.Int64Data.Count)
        + (sizeof(double) * (long)tensor.DoubleData.Count)
        + (sizeof(ulong) * (long)tensor.Uint64Data.Count)
        + tensor.StringData.Sum(text => (long)text.Length);

    private static T[] Raw<T>(TensorProto tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.RawData.Span[..Math.Min(tensor.RawData.Length, (MostValues + 1) * sizeof(long))]).ToArray();

    private static string Join<T>(IReadOnlyCollection<T> values)
        where T : IFormattable => values.Count > MostValues ? "" : string.Join(", ", values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)));
}
