using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>A network as plain data: what the trainer builds modules from and the exporter nodes.</summary>
/// <remarks>A classifier answers with logits; softmax belongs to the loss in training and to the graph in export.</remarks>
public sealed record NetworkSpec
{
    /// <summary>The layer name that stands for the network's input.</summary>
    public const string InputName = "image";

    /// <summary>Most values of one tensor, a parameter or a layer's answer to one sample: 1 GiB of float32, since .NET's arrays end soon after.</summary>
    public const int MostValues = 1 << 28;

    /// <summary>The preset, or the name a user gave.</summary>
    public required string Name { get; init; }

    /// <summary>Shape of one sample: [28, 28] or [1, 28, 28] for a picture of the data; any shape for other networks, [] for one number.</summary>
    public required IReadOnlyList<int> Input { get; init; }

    /// <summary>What the values of a sample are; float32 where JSON says nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ElementType InputType { get; init; }

    /// <summary>The layers, each after those it reads; the last one gives the network's answer.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>Every parameter, in the order of the layers.</summary>
    [JsonIgnore]
    public IEnumerable<ParameterSpec> Parameters => Layers.SelectMany(layer => layer.Parameters);

    /// <summary>Shape of the answer to one sample.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Output => OutputShapes()[^1];

    /// <summary>Number of classes: the size of the row that the last layer gives.</summary>
    /// <exception cref="FormatException">It gives no row.</exception>
    [JsonIgnore]
    public int Classes => Output is [var classes]
        ? classes
        : throw new FormatException($"the last layer '{Layers[^1].Name}' gives [{string.Join(", ", Output)}]; a classifier ends with one row of logits");

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

        if (Input is null || Input.Any(size => size < 1))
        {
            throw new FormatException($"the network's input is {(Input is null ? "null" : $"[{string.Join(", ", Input)}]")}; every size must be at least 1");
        }

        RequireRoom("the network", "input", Input);
        var shapes = new Dictionary<string, IReadOnlyList<int>> { [InputName] = Input };
        var outputs = new List<IReadOnlyList<int>>();
        for (var i = 0; i < Layers.Count; i++)
        {
            var layer = Layers[i];
            var inputs = InputsOf(i).Select(input => input is not null && shapes.TryGetValue(input, out var shape)
                ? shape
                : throw new FormatException($"layer '{layer.Name}' reads {Unread(layer, input)}"));
            if (layer.Name is null || layer.Name.Contains('/', StringComparison.Ordinal))
            {
                throw new FormatException($"the layer name '{layer.Name}' holds a '/', which sets tensors of other kinds apart in a checkpoint");
            }

            if (string.IsNullOrWhiteSpace(layer.Name) || !shapes.TryAdd(layer.Name, layer.OutputShape([.. inputs])))
            {
                throw new FormatException($"the layer name '{layer.Name}' is empty or taken");
            }

            RequireType(layer, InputsOf(i));
            RequireRoom(layer, shapes[layer.Name]);
            outputs.Add(shapes[layer.Name]);
        }

        return outputs;
    }

    private string Unread(LayerSpec layer, string? input) =>
        input == layer.Name ? "itself; a network goes forward, without cycles"
        : Layers.Any(other => other.Name == input) ? $"'{input}', which is no earlier layer but a later one; a network goes forward, without cycles"
        : $"'{input}', which is no earlier layer";

    /// <summary>Refuses a network that cannot be trained to tell pictures apart: one that reads whole numbers, or does not end with a row.</summary>
    /// <exception cref="FormatException">It cannot.</exception>
    public void RequirePictureClassifier()
    {
        if (InputType != ElementType.Float32)
        {
            throw new FormatException("the network's input holds whole numbers; a picture is float32");
        }

        _ = Classes;
    }

    /// <summary>The JSON form; equal networks have equal text.</summary>
    public string ToJson() => Json.Write(json => NetworkWriter.Write(json, this));

    /// <summary>Reads and checks the JSON form.</summary>
    /// <exception cref="FormatException">It is no network, or one that cannot work; the message names the layer.</exception>
    public static NetworkSpec FromJson(string json)
    {
        var network = NetworkReader.Read(json);
        network.OutputShapes();
        return network;
    }

    private void RequireType(LayerSpec layer, IReadOnlyList<string> inputs)
    {
        if (inputs.Contains(InputName) && layer.InputType != InputType)
        {
            throw new FormatException($"layer '{layer.Name}' takes {Text(layer.InputType)}, but the network's input is {Text(InputType)}");
        }

        if (layer.InputType != ElementType.Float32 && inputs.Any(input => input != InputName))
        {
            throw new FormatException($"layer '{layer.Name}' takes {Text(layer.InputType)}, but layers give {Text(ElementType.Float32)}; it can only read the network's input");
        }

        static string Text(ElementType type) => type == ElementType.Int64 ? "whole numbers (int64)" : "float32";
    }

    private static void RequireRoom(LayerSpec layer, IReadOnlyList<int> output)
    {
        foreach (var (what, shape) in layer.Parameters.Select(parameter => (parameter.Name, parameter.Shape)).Append(("output", output)))
        {
            RequireRoom($"layer '{layer.Name}'", what, shape);
        }
    }

    private static void RequireRoom(string owner, string what, IReadOnlyList<int> shape)
    {
        // in double, which no product of sizes overflows
        var count = shape.Aggregate(1.0, (product, size) => product * size);
        if (count > MostValues)
        {
            throw new FormatException($"{owner} has a tensor '{what}' of {count} values; at most {MostValues} are possible");
        }
    }
}
