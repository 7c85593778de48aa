using System.Text.Json;

namespace Toolchain.Contracts.Networks;

/// <summary>A network as plain data: what the trainer builds modules from and the exporter nodes.</summary>
/// <remarks>The network answers with logits; softmax belongs to the loss in training and to the graph in export.</remarks>
public sealed record NetworkSpec
{
    /// <summary>The layer name that stands for the network's input.</summary>
    public const string InputName = "image";

    /// <summary>The preset, or the name a user gave.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of one sample: [28, 28].</summary>
    public required IReadOnlyList<int> Input { get; init; }

    /// <summary>The layers, each after those it reads; the last one gives the logits.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Every parameter, in the order of the layers.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<ParameterSpec> Parameters => Layers.SelectMany(layer => layer.Parameters);

    /// <summary>Number of classes: the size of the last layer's output.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Classes => OutputShapes()[^1][0];

    /// <summary>The name of the layer that layer <paramref name="index"/> reads.</summary>
    public string InputOf(int index) => Layers[index].Input ?? (index == 0 ? InputName : Layers[index - 1].Name);

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
            var input = InputOf(i);
            if (!shapes.TryGetValue(input, out var shape))
            {
                throw new FormatException($"layer '{layer.Name}' reads '{input}', which is no earlier layer");
            }

            if (string.IsNullOrWhiteSpace(layer.Name) || !shapes.TryAdd(layer.Name, layer.OutputShape(shape)))
            {
                throw new FormatException($"the layer name '{layer.Name}' is empty or taken");
            }

            outputs.Add(shapes[layer.Name]);
        }

        return outputs[^1].Count == 1
            ? outputs
            : throw new FormatException($"the last layer '{Layers[^1].Name}' gives [{string.Join(", ", outputs[^1])}]; a classifier ends with one row of logits");
    }

    /// <summary>The JSON form; equal networks have equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractsJson.Default.NetworkSpec);

    /// <summary>Reads and checks the JSON form.</summary>
    /// <exception cref="FormatException">It is no network, or one that cannot work.</exception>
    public static NetworkSpec FromJson(string json)
    {
        var network = Json.Read(json, ContractsJson.Default.NetworkSpec, "network");
        network.OutputShapes();
        return network;
    }
}
