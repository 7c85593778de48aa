using System.Runtime.InteropServices;
using Toolchain.Inference.Tests.Models;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>Writes an ONNX file by hand as another program would: any nodes, types and shapes, and no metadata.</summary>
internal sealed class OnnxGraph
{
    private readonly OnnxBytes content = new();
    private readonly Dictionary<string, int> opsets = new() { [""] = 17 };

    /// <summary>Version of the file format.</summary>
    public int FormatVersion { get; init; } = 8;

    /// <summary>Key and value in the file's metadata.</summary>
    public (string Key, string Value)? Metadata { get; init; }

    /// <summary>The version of a set of operators.</summary>
    public OnnxGraph Opset(string domain, int version)
    {
        opsets[domain] = version;
        return this;
    }

    /// <summary>Adds a node of ONNX itself.</summary>
    public OnnxGraph Node(string operation, string[] inputs, string output, params OnnxBytes[] attributes) => Node("", operation, inputs, [output], attributes);

    /// <summary>Adds a node.</summary>
    public OnnxGraph Node(string domain, string operation, string[] inputs, string[] outputs, params OnnxBytes[] attributes)
    {
        var node = new OnnxBytes();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(4, operation);
        foreach (var attribute in attributes)
        {
            node.Message(5, attribute);
        }

        if (domain.Length > 0)
        {
            node.Text(7, domain);
        }

        content.Message(1, node);
        return this;
    }

    /// <summary>Adds a constant of bytes as they lie in memory.</summary>
    public OnnxGraph Constant<T>(string name, int type, int[] sizes, T[] values)
        where T : unmanaged
    {
        content.Message(5, Header(name, type, sizes).Bytes(9, MemoryMarshal.AsBytes(values.AsSpan())));
        return this;
    }

    /// <summary>Adds a weight whose bytes lie in another file.</summary>
    public OnnxGraph External(string name, int[] sizes, string location, long offset, long length)
    {
        var tensor = Header(name, OnnxType.Float, sizes);
        foreach (var (key, value) in new[] { ("location", location), ("offset", $"{offset}"), ("length", $"{length}") })
        {
            tensor.Message(13, new OnnxBytes().Text(1, key).Text(2, value));
        }

        content.Message(5, tensor.Number(14, 1));
        return this;
    }

    /// <summary>Adds an input; a size is a number, a name, or null where nothing is said.</summary>
    public OnnxGraph Input(string name, int type, params object?[]? sizes)
    {
        content.Message(11, Port(name, type, sizes));
        return this;
    }

    /// <summary>Adds an output; without sizes its shape is left open.</summary>
    public OnnxGraph Output(string name, int type = OnnxType.Float, params object?[]? sizes)
    {
        content.Message(12, Port(name, type, sizes is { Length: 0 } ? null : sizes));
        return this;
    }

    /// <summary>Adds an output of a map from class to number for each picture.</summary>
    public OnnxGraph OutputOfMaps(string name, int keys)
    {
        var map = new OnnxBytes().Number(1, keys).Message(2, new OnnxBytes().Message(1, new OnnxBytes().Number(1, OnnxType.Float)));
        content.Message(12, new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(4, new OnnxBytes().Message(1, new OnnxBytes().Message(5, map)))));
        return this;
    }

    /// <summary>Writes the file.</summary>
    public string Write(string path)
    {
        var model = new OnnxBytes().Number(1, FormatVersion).Text(2, "by hand").Text(3, "7").Message(7, content.Text(2, "by hand"));
        foreach (var (domain, version) in opsets)
        {
            model.Message(8, new OnnxBytes().Text(1, domain).Number(2, version));
        }

        if (Metadata is { } entry)
        {
            model.Message(14, new OnnxBytes().Text(1, entry.Key).Text(2, entry.Value));
        }

        File.WriteAllBytes(path, model.ToArray());
        return path;
    }

    /// <summary>A whole number.</summary>
    public static OnnxBytes Number(string name, long value) => new OnnxBytes().Text(1, name).Number(3, value).Number(20, 2);

    /// <summary>A text.</summary>
    public static OnnxBytes Word(string name, string value) => new OnnxBytes().Text(1, name).Text(4, value).Number(20, 3);

    /// <summary>A list of floats.</summary>
    public static OnnxBytes Floats(string name, float[] values) => new OnnxBytes().Text(1, name).Bytes(7, MemoryMarshal.AsBytes(values.AsSpan())).Number(20, 6);

    /// <summary>A list of whole numbers.</summary>
    public static OnnxBytes Numbers(string name, params long[] values) =>
        values.Aggregate(new OnnxBytes().Text(1, name), (attribute, value) => attribute.Number(8, value)).Number(20, 7);

    /// <summary>A list of texts.</summary>
    public static OnnxBytes Words(string name, params string[] values) =>
        values.Aggregate(new OnnxBytes().Text(1, name), (attribute, value) => attribute.Text(9, value)).Number(20, 8);

    /// <summary>An inner graph.</summary>
    public static OnnxBytes Graph(string name, OnnxGraph inner) => new OnnxBytes().Text(1, name).Message(6, inner.content.Text(2, "inner")).Number(20, 5);

    private static OnnxBytes Header(string name, int type, int[] sizes) =>
        sizes.Aggregate(new OnnxBytes(), (tensor, size) => tensor.Number(1, size)).Number(2, type).Text(8, name);

    private static OnnxBytes Port(string name, int type, object?[]? sizes)
    {
        var tensor = new OnnxBytes().Number(1, type);
        if (sizes is not null)
        {
            tensor.Message(2, sizes.Aggregate(new OnnxBytes(), (shape, size) => shape.Message(1, size switch
            {
                int number => new OnnxBytes().Number(1, number),
                string free => new OnnxBytes().Text(2, free),
                _ => new OnnxBytes(),
            })));
        }

        return new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(1, tensor));
    }
}
