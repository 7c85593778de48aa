using Toolchain.Contracts.Models;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Graph;

/// <summary>The way from the caller's picture to the network's input.</summary>
internal static class PixelInput
{
    private const string Batch = ModelMetadata.BatchName;
    private const string Image = ModelMetadata.InputName;
    private const int Side = Contracts.Datasets.DatasetFolder.Side;

    /// <summary>The conventions a model can be exported with.</summary>
    public static IReadOnlyList<InputConvention> Conventions { get; } = [InputConvention.RawPixels, InputConvention.ScaledPixels];

    /// <summary>Writes the graph's input and what turns it into float32 [batch, …<paramref name="shape"/>] in 0..1.</summary>
    /// <returns>The name of the value that the network reads.</returns>
    public static string Write(GraphWriter graph, InputConvention convention, IReadOnlyList<int> shape)
    {
        if (convention == InputConvention.ScaledPixels)
        {
            graph.Input(Image, DataType.Float, Batch, 1, Side, Side);
            return Reshaped(graph, Image, [1, Side, Side], shape);
        }

        graph.Input(Image, DataType.Uint8, Batch, Side, Side);
        graph.Node("Cast", [Image], "image.float32", GraphWriter.Attribute("to", (int)DataType.Float));
        graph.Constant("image.white", 255f);
        graph.Node("Div", ["image.float32", "image.white"], "image.scaled");
        return Reshaped(graph, "image.scaled", [Side, Side], shape);
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
