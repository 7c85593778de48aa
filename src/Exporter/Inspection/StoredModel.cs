using Google.Protobuf;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Inspection;

/// <summary>An ONNX file of any producer, as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Model">What the content says; what our schema does not know is kept.</param>
internal sealed record StoredModel(string Path, byte[] Bytes, ModelProto Model)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It is missing or no ONNX model (exit 3).</exception>
    public static StoredModel Read(string path) => Guard(path, () =>
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > Array.MaxLength)
        {
            // protobuf's own limit; larger models keep their weights in files beside them
            throw new FormatException($"the file has {stream.Length} bytes, more than protobuf's limit of {int.MaxValue}");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var model = ModelProto.Parser.ParseFrom(bytes);

        // nearly any bytes are some protobuf message; a model has these three
        return model.Graph is { Output.Count: > 0 } && model.IrVersion >= 1
            ? new StoredModel(path, bytes, model)
            : throw new FormatException("it holds no format version, graph and output");
    });

    /// <summary>Whether some of its weights lie in other files.</summary>
    public bool HasOtherFiles => Model.Graph.Initializer.Any(OutsideTensor.Is);

    /// <summary>A tensor with its values, wherever they lie.</summary>
    /// <exception cref="ToolException">They lie where no model's may, or are not there (exit 3).</exception>
    public TensorProto Whole(TensorProto tensor) => OutsideTensor.Is(tensor)
        ? Guard(Path, () => OutsideTensor.Read(Folder, tensor))
        : tensor;

    /// <summary>The model with all its values in it.</summary>
    /// <exception cref="ToolException">As for <see cref="Whole"/>.</exception>
    public ModelProto Loaded()
    {
        if (!HasOtherFiles)
        {
            return Model;
        }

        var loaded = Model.Clone();
        var tensors = loaded.Graph.Initializer.Select(Whole).ToArray();
        loaded.Graph.Initializer.Clear();
        loaded.Graph.Initializer.Add(tensors);
        return loaded;
    }

    /// <summary>Refuses a model whose other files are not there, or lie where no model's may.</summary>
    /// <exception cref="ToolException">They do (exit 3).</exception>
    public void RequireOtherFiles() => Guard(Path, () => Model.Graph.Initializer.Where(OutsideTensor.Is).Select(tensor => OutsideTensor.SpanOf(Folder, tensor)).ToArray());

    /// <summary>Its <c>metadata_props</c>; of a key that a damaged file repeats, the last value holds.</summary>
    public Dictionary<string, string> Properties => Model.MetadataProps.GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value, StringComparer.Ordinal);

    /// <summary>What it says of itself in <c>metadata_props</c>.</summary>
    /// <exception cref="ToolException">It is no model of ours, or what it says is damaged (exit 3).</exception>
    public ModelMetadata Metadata()
    {
        try
        {
            var metadata = ModelMetadata.FromProperties(Properties);
            _ = metadata.ToProperties(); // reads every part
            return metadata;
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{Path}: {fault.Message}", "a model of 'exporter export', with its metadata", "export it again, or take the copy it came from; 'exporter inspect' shows any model", fault);
        }
    }

    private string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>Does something with a file, and says in our words that it is no model.</summary>
    /// <exception cref="ToolException">It cannot be read or is no ONNX model (exit 3).</exception>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or FormatException)
        {
            throw ToolException.BadInput($"{path} is no ONNX model: {fault.Message}", "an ONNX file, whole", "export it again, or take the copy it came from", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "an ONNX file", "check the path and its permissions", fault);
        }
    }
}
