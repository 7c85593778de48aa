using System.Globalization;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Running;

namespace Toolchain.Exporter.Verifying;

/// <summary>What a file says of the values between its nodes (<c>value_info</c>). It need not say anything, and our models do not; but other programs rely on what it says.</summary>
internal static class ValueClaims
{
    /// <summary>Those that are not so.</summary>
    /// <param name="stored">The graph that makes them.</param>
    /// <param name="again">The model that the checkpoint gives; what is said of values that it has not is not looked at.</param>
    public static IEnumerable<Difference> Refuted(GraphProto stored, ModelProto again)
    {
        if (stored.ValueInfo.Count == 0)
        {
            return [];
        }

        var given = InferredValue.Of(again);
        return from claim in stored.ValueInfo
               where given.TryGetValue(claim.Name, out var value) && Contradicts(claim.Type, value)
               select new Difference("value", claim.Name, ValueText.Describe(ModelFile.Summarize(claim)), InferredShapes.Describe(given[claim.Name]));
    }

    private static bool Contradicts(TypeProto? claim, InferredValue value) => claim is { TensorType: { } tensor }
        ? tensor.ElemType != (int)value.Type || tensor.Shape is { } shape && Contradicts(shape, value.Shape)
        : claim is not null && claim.CalculateSize() > 0; // something else than a tensor

    // a size by name stands for any; a number does not stand for the sizes of all batches
    private static bool Contradicts(TensorShapeProto claim, IReadOnlyList<string> sizes) =>
        claim.Dim.Count != sizes.Count || claim.Dim.Zip(sizes).Any(pair => pair.First.HasDimValue && pair.Second != "?" && pair.First.DimValue.ToString(CultureInfo.InvariantCulture) != pair.Second);
}
