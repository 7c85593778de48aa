using System.Globalization;
using Google.Protobuf;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Inspection;

/// <summary>A stored tensor whose values lie in another file than the model's (ONNX's external data).</summary>
internal static class OutsideTensor
{
    /// <summary>Whether a tensor is one.</summary>
    public static bool Is(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    /// <summary>Bytes of the values, as the model says.</summary>
    public static long LengthOf(TensorProto tensor) => Number(tensor, "length") ?? 0;

    /// <summary>The file that the values lie in, as the model says.</summary>
    public static string PlaceOf(TensorProto tensor) => Entry(tensor, "location") ?? "";

    /// <summary>The tensor with its values in it.</summary>
    /// <param name="folder">Where the model lies.</param>
    /// <param name="tensor">The tensor as the model has it.</param>
    /// <exception cref="FormatException">The place leads out of the folder, or the file has no such bytes.</exception>
    public static TensorProto Read(string folder, TensorProto tensor)
    {
        var (path, offset, length) = SpanOf(folder, tensor);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        var whole = tensor.Clone();
        whole.ExternalData.Clear();
        whole.ClearDataLocation();
        whole.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
        return whole;
    }

    /// <summary>Where the values are.</summary>
    /// <param name="folder">Where the model lies.</param>
    /// <param name="tensor">The tensor as the model has it.</param>
    /// <exception cref="FormatException">The place leads out of the folder, or the file has no such bytes.</exception>
    public static (string Path, long Offset, long Length) SpanOf(string folder, TensorProto tensor)
    {
        var place = PlaceOf(tensor);
        var file = new FileInfo(RequireInside(folder, place, tensor.Name));
        if (!file.Exists)
        {
            throw new FormatException($"the values of '{tensor.Name}' lie in '{place}', which is not beside it");
        }

        var offset = Number(tensor, "offset") ?? 0;
        var length = Number(tensor, "length") ?? file.Length - offset;
        return length <= Array.MaxLength && length >= 0 && offset <= file.Length - length
            ? (file.FullName, offset, length)
            : throw new FormatException($"the values of '{tensor.Name}' are said to be {length} bytes from byte {offset} of '{place}', which has {file.Length}");
    }

    // a model of a stranger must not make us read other files of the user's
    private static string RequireInside(string folder, string place, string name)
    {
        var parts = place.Split('/', '\\');
        return place.Length > 0 && !Path.IsPathRooted(place) && !parts.Contains("..") && !place.Contains(':', StringComparison.Ordinal) && !place.Any(char.IsControl)
            ? Path.Combine([folder, .. parts])
            : throw new FormatException($"the values of '{name}' are said to lie in '{place}', which leads out of the model's folder");
    }

    private static long? Number(TensorProto tensor, string key) =>
        Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"the {key} of the values of '{tensor.Name}' is '{text}'");

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;
}
