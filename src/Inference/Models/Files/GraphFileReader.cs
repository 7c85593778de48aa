using System.Text;

namespace Toolchain.Inference.Models.Files;

/// <summary>Reads a <see cref="GraphFile"/>.</summary>
/// <remarks>Source of the field numbers: the public onnx.proto of ONNX.</remarks>
internal sealed class GraphFileReader
{
    private const int LongestText = 4096;

    // scalars and per-channel numbers; tables of weights are stepped over
    private const int MostNumbers = 1024;

    // as protocol buffers themselves have it: a file of boxes in boxes must not end the process
    private const int DeepestGraph = 50;

    private readonly WireReader wire;
    private readonly long end;
    private readonly GraphFile file = new();
    private int depth;

    private GraphFileReader(Stream stream) => (wire, end) = (new WireReader(stream), stream.Length);

    /// <summary>Reads a file, or gives null when it is no ONNX file that can be followed.</summary>
    public static GraphFile? TryRead(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return new GraphFileReader(stream).Model();
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            return null; // ONNX Runtime's own words are then all there is
        }
    }

    private GraphFile Model()
    {
        var (name, version) = ("", "");
        foreach (var field in wire.FieldsUntil(end))
        {
            switch (field.Number)
            {
                case 2:
                    name = Text(field);
                    break;
                case 3:
                    version = Text(field);
                    break;
                case 7:
                    Graph(field.End, file.Nodes);
                    break;
                case 8:
                    var (domain, opset) = Opset(field.End);
                    file.Opsets[domain] = opset;
                    break;
                case 25:
                    file.Functions.Add(Function(field.End));
                    break;
            }
        }

        return file with { Producer = $"{name} {version}".Trim() };
    }

    private (string Domain, long Version) Opset(long limit)
    {
        var (domain, version) = ("", 0L);
        foreach (var field in wire.FieldsUntil(limit))
        {
            (domain, version) = field.Number switch { 1 => (Text(field), version), 2 => (domain, (long)field.Value), _ => (domain, version) };
        }

        return (domain, version);
    }

    private string Function(long limit)
    {
        var (name, domain) = ("", "");
        foreach (var field in wire.FieldsUntil(limit))
        {
            switch (field.Number)
            {
                case 1:
                    name = Text(field);
                    break;
                case 7:
                    Node(field.End);
                    break;
                case 10:
                    domain = Text(field);
                    break;
            }
        }

        return $"{domain}:{name}";
    }

    // the nodes of inner graphs are not followed: only their operators and weights count
    private void Graph(long limit, List<GraphNode>? nodes = null)
    {
        if (++depth > DeepestGraph)
        {
            throw new FormatException($"graphs within graphs, {depth} deep");
        }

        foreach (var field in wire.FieldsUntil(limit))
        {
            switch (field.Number)
            {
                case 1:
                    var node = Node(field.End);
                    nodes?.Add(node);
                    break;
                case 5:
                    Tensor(field.End);
                    break;
            }
        }

        depth--;
    }

    private GraphNode Node(long limit)
    {
        var (inputs, outputs, operation, domain, numbers) = (new List<string>(), new List<string>(), "", "", new Dictionary<string, double[]>());
        var constant = Array.Empty<double>();
        foreach (var field in wire.FieldsUntil(limit))
        {
            switch (field.Number)
            {
                case 1:
                    inputs.Add(Text(field));
                    break;
                case 2:
                    outputs.Add(Text(field));
                    break;
                case 4:
                    operation = Text(field);
                    break;
                case 5:
                    var (name, values, tensor) = Attribute(field.End);
                    numbers[name] = values;
                    constant = tensor ?? constant;
                    break;
                case 7:
                    domain = Text(field);
                    break;
            }
        }

        if (operation == "Constant" && constant.Length > 0 && outputs.Count == 1)
        {
            file.Constants[outputs[0]] = constant;
        }

        file.Operators.Add((domain, operation));
        return new GraphNode(operation, domain, inputs, outputs, numbers);
    }

    private (string Name, double[] Numbers, double[]? Tensor) Attribute(long limit)
    {
        var (name, numbers) = ("", new List<double>());
        double[]? tensor = null;
        foreach (var field in wire.FieldsUntil(limit))
        {
            switch (field.Number)
            {
                case 1:
                    name = Text(field);
                    break;
                case 2:
                    numbers.Add(BitConverter.Int32BitsToSingle((int)field.Value));
                    break;
                case 3:
                    numbers.Add((long)field.Value);
                    break;
                case 5:
                    tensor = Tensor(field.End);
                    break;
                case 6 or 11:
                    Graph(field.End);
                    break;
                case 7:
                    Floats(field, numbers, int.MaxValue);
                    break;
            }
        }

        // a list of floats may be the thresholds of a forest: only its ends matter to us
        return (name, numbers.Count > MostNumbers ? [numbers.Min(), numbers.Max()] : [.. numbers], tensor ?? (name is "value_float" or "value_floats" ? [.. numbers] : null));
    }

    private double[]? Tensor(long limit)
    {
        var (name, type, elements, numbers) = ("", 0, 1L, new List<double>());
        var (location, offset, length) = ("", 0L, 0L);
        foreach (var field in wire.FieldsUntil(limit))
        {
            switch (field.Number)
            {
                case 1 when field.End == 0:
                    elements *= (long)field.Value;
                    break;
                case 1:
                    while (wire.Position < field.End)
                    {
                        elements *= (long)wire.Varint(field.End);
                    }

                    break;
                case 2:
                    type = (int)field.Value;
                    break;
                case 4:
                    Floats(field, numbers, MostNumbers);
                    break;
                case 5 or 7 when field.End > 0 && field.End - wire.Position <= MostNumbers:
                    while (wire.Position < field.End)
                    {
                        var bits = (long)wire.Varint(field.End);
                        numbers.Add(type == RawNumbers.Float16 ? (double)BitConverter.UInt16BitsToHalf((ushort)bits) : bits);
                    }

                    break;
                case 8:
                    name = Text(field);
                    break;
                case 9 when field.End - wire.Position <= MostNumbers * sizeof(double):
                    numbers.AddRange(RawNumbers.Of(type, wire.Bytes(field, MostNumbers * sizeof(double))));
                    break;
                case 10 when field.End - wire.Position <= MostNumbers * sizeof(double):
                    numbers.AddRange(RawNumbers.Of(RawNumbers.Double, wire.Bytes(field, MostNumbers * sizeof(double))));
                    break;
                case 13:
                    switch (Entry(field.End))
                    {
                        case ("location", var value):
                            location = value;
                            break;
                        case ("offset", var value):
                            _ = long.TryParse(value, out offset);
                            break;
                        case ("length", var value):
                            _ = long.TryParse(value, out length);
                            break;
                    }

                    break;
            }
        }

        if (location.Length > 0)
        {
            file.External.Add(new ExternalData(name, location, offset, length));
            return null;
        }

        if (numbers.Count == 0 || numbers.Count != elements)
        {
            return null;
        }

        double[] values = [.. numbers];
        if (name.Length > 0)
        {
            file.Constants[name] = values;
        }

        return values;
    }

    private void Floats(WireField field, List<double> into, int most)
    {
        if (field.End == 0)
        {
            into.Add(BitConverter.Int32BitsToSingle((int)field.Value));
        }
        else if ((field.End - wire.Position) / sizeof(float) <= most)
        {
            into.AddRange(RawNumbers.Of(RawNumbers.Float, wire.Bytes(field, int.MaxValue)));
        }
    }

    private (string Key, string Value) Entry(long limit)
    {
        var (key, value) = ("", "");
        foreach (var field in wire.FieldsUntil(limit))
        {
            (key, value) = field.Number switch { 1 => (Text(field), value), 2 => (key, Text(field)), _ => (key, value) };
        }

        return (key, value);
    }

    private string Text(WireField field) => Encoding.UTF8.GetString(wire.Bytes(field, LongestText));
}
