using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Comparison;

/// <summary>Stored tensors side by side.</summary>
internal static class TensorComparison
{
    /// <summary>What differs; null where nothing does, in whichever of protobuf's fields the values are kept.</summary>
    public static Difference? Compare(string name, TensorProto? left, TensorProto? right)
    {
        if (left is null || right is null || Text(left) != Text(right))
        {
            return new Difference("weight", name, Text(left), Text(right));
        }

        var (first, second) = (TensorValues.Of(left), TensorValues.Of(right));
        if (!first.SameBits(second))
        {
            var (count, largest) = first.Against(second);
            return new Difference("weight", name, Text(left), Text(right), count, largest);
        }

        return Rest(left).Equals(Rest(right)) ? null : new Difference("weight", name, Text(left), $"{Text(right)}, and other remarks");
    }

    private static string? Text(TensorProto? tensor) => tensor is null ? null : $"{TensorText.TypeName(tensor.DataType)} [{string.Join(", ", tensor.Dims)}]";

    private static TensorProto Rest(TensorProto tensor)
    {
        var rest = tensor.Clone();
        rest.ClearRawData();
        rest.FloatData.Clear();
        rest.DoubleData.Clear();
        rest.Int32Data.Clear();
        rest.Int64Data.Clear();
        rest.Uint64Data.Clear();
        rest.StringData.Clear();
        return rest;
    }
}
