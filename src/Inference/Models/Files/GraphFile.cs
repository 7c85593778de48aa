namespace Toolchain.Inference.Models.Files;

/// <summary>A weight that lies in another file.</summary>
/// <param name="Tensor">The weight.</param>
/// <param name="Location">Where the model says its bytes are, relative to the model.</param>
/// <param name="Offset">Where they begin there.</param>
/// <param name="Length">How many they are; 0: as many as the file has.</param>
internal sealed record ExternalData(string Tensor, string Location, long Offset, long Length);

/// <summary>A node of a graph, as far as we look into it.</summary>
/// <param name="Operation">Its operator.</param>
/// <param name="Domain">The operator's domain; empty for ONNX itself.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Numbers">Its attributes that are numbers or lists of floats.</param>
internal sealed record GraphNode(string Operation, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, double[]> Numbers);

/// <summary>What an ONNX file says of itself, read without ONNX Runtime: who made it, its nodes, small constants, and the files it needs.</summary>
internal sealed record GraphFile
{
    /// <summary>The program that wrote it, with its version; empty when it does not say.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The version of each operator set, by domain.</summary>
    public Dictionary<string, long> Opsets { get; } = [];

    /// <summary>Nodes of the main graph.</summary>
    public List<GraphNode> Nodes { get; } = [];

    /// <summary>Every operator that some node uses, inner graphs and functions included.</summary>
    public HashSet<(string Domain, string Operation)> Operators { get; } = [];

    /// <summary>Operators, <c>domain:name</c>, that the file itself defines.</summary>
    public HashSet<string> Functions { get; } = [];

    /// <summary>Constants of few elements, by name.</summary>
    public Dictionary<string, double[]> Constants { get; } = [];

    /// <summary>Weights in other files.</summary>
    public List<ExternalData> External { get; } = [];

    /// <summary>The first node that reads a value for its content, or null when there is none or several do.</summary>
    public GraphNode? OnlyReaderOf(string value)
    {
        var readers = Nodes.Where(node => node.Operation != "Shape" && node.Inputs.Contains(value)).Take(2).ToArray();
        return readers.Length == 1 ? readers[0] : null;
    }

    /// <summary>The node that gives a value, or null for an input or a constant.</summary>
    public GraphNode? SourceOf(string value) => Nodes.FirstOrDefault(node => node.Outputs.Contains(value));
}
