using System.Text.Json;

namespace Toolchain.Contracts.Networks;

/// <summary>A network as plain data: what the trainer builds modules from and the exporter nodes.</summary>
/// <remarks>The network answers with logits; softmax belongs to the loss in training and to the graph in export.</remarks>
public sealed record NetworkSpec
{
    /// <summary>The layer name that stands for the network's input.</summary>
    public const string InputName = "image";

    // 1 GiB of float32: beyond it no classifier of small pictures makes sense, and .NET's arrays end soon after
    private const int MostValues = 1 << 28;

    /// <summary>The preset, or the name a user gave.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of one sample: [28, 28]; or its values in another shape, such as [1, 28, 28].</summary>
    public required IReadOnlyList<int> Input { get; init; }

    /// <summary>The layers, each after those it reads; the last one gives the logits.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Every parameter, in the order of the layers.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<ParameterSpec> Parameters => Layers.SelectMany(layer => layer.Parameters);

    /// <summary>Number of classes: the size of the last layer's output.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Classes => OutputShapes()[^1][0];

    /// <summary>The names of the layers that layer <paramref name="index"/> reads; of most layers one.</summary>
    public IReadOnlyList<string> InputsOf(int index) => Layers[index].Reads(index == 0 ? InputName : Layers[index - 1].Name);

    /// <summary>Checks the network as a whole: names, wiring, shapes.</summary>
    /// <returns>The output shape of each layer, without the batch.</returns>
    /// <exception cref="FormatException">The network cannot work; the message names the layer.</exception>
    public IReadOnlyList<IReadOnlyList<int>> OutputShapes()
    {
        if (Layers.Count == 0)
        {
            throw new FormatException("the network has no layers");
        }

        if (Input.Count == 0 || Input.Any(size => size < 1))
        {
            throw new FormatException($"the network's input is [{string.Join(", ", Input)}]; every size must be at least 1");
        }

        var shapes = new Dictionary<string, IReadOnlyList<int>> { [InputName] = Input };
        var outputs = new List<IReadOnlyList<int>>();
        for (var i = 0; i < Layers.Count; i++)
        {
            var layer = Layers[i];
            var inputs = InputsOf(i).Select(input => input is not null && shapes.TryGetValue(input, out var shape)
                ? shape
                : throw new FormatException($"layer '{layer.Name}' reads '{input}', which is no earlier layer"));
            if (layer.Name is null || layer.Name.Contains('/', StringComparison.Ordinal))
            {
                throw new FormatException($"the layer name '{layer.Name}' holds a '/', which sets tensors of other kinds apart in a checkpoint");
            }

            if (string.IsNullOrWhiteSpace(layer.Name) || !shapes.TryAdd(layer.Name, layer.OutputShape([.. inputs])))
            {
                throw new FormatException($"the layer name '{layer.Name}' is empty or taken");
            }

            RequireRoom(layer, shapes[layer.Name]);
            outputs.Add(shapes[layer.Name]);
        }

        return outputs[^1].Count == 1
            ? outputs
            : throw new FormatException($"the last layer '{Layers[^1].Name}' gives [{string.Join(", ", outputs[^1])}]; a classifier ends with one row of logits");
    }

    /// <summary>The JSON form; equal networks have equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractsJson.Default.NetworkSpec);

    /// <summary>Reads and checks the JSON form.</summary>
    /// <exception cref="FormatException">It is no network, or one that cannot work; the message names the layer.</exception>
    public static NetworkSpec FromJson(string json)
    {
        var network = NetworkReader.Read(json);
        network.OutputShapes();
        return network;
    }

    // in double, which no product of sizes overflows
    private static void RequireRoom(LayerSpec layer, IReadOnlyList<int> output)
    {
        foreach (var (what, shape) in layer.Parameters.Select(parameter => (parameter.Name, parameter.Shape)).Append(("output", output)))
        {
            var count = shape.Aggregate(1.0, (product, size) => product * size);
            if (count > MostValues)
            {
                throw new FormatException($"layer '{layer.Name}' has a tensor '{what}' of {count} values; at most {MostValues} are possible");
            }
        }
    }
}
