using Toolchain.Contracts.Models;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Graph;

/// <summary>The way from the caller's picture to the network's input.</summary>
internal static class PixelInput
{
    private const string Batch = ModelMetadata.BatchName;
    private const string Image = ModelMetadata.InputName;

    /// <summary>Writes the graph's input and what turns it into float32 [batch, …<paramref name="shape"/>] in 0..1.</summary>
    /// <returns>The name of the value that the network reads.</returns>
    public static string Write(GraphWriter graph, InputConvention convention, IReadOnlyList<int> shape)
    {
        int[] given = [.. convention.Sizes(1)[1..].Select(size => (int)size)];
        graph.Input(Image, convention.IsRaw ? DataType.Uint8 : DataType.Float, [Batch, .. given.Cast<object>()]);
        if (!convention.IsRaw)
        {
            return Reshaped(graph, Image, given, shape);
        }

        graph.Node("Cast", [Image], "image.float32", GraphWriter.Attribute("to", (int)DataType.Float));
        graph.Constant("image.white", 255f);
        graph.Node("Div", ["image.float32", "image.white"], "image.scaled");
        return Reshaped(graph, "image.scaled", given, shape);
    }

    private static string Reshaped(GraphWriter graph, string image, IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        if (from.SequenceEqual(to))
        {
            return image;
        }

        graph.Constant("image.shape", [0, .. to.Select(size => (long)size)]); // 0 keeps the batch
        graph.Node("Reshape", [image, "image.shape"], "image.reshaped");
        return "image.reshaped";
    }
}
