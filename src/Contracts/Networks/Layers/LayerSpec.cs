using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>One layer of a network, as data. A new layer is one record here, one module in the trainer, one node in the exporter and one parity case.</summary>
/// <remarks>
/// Shapes leave out the batch: an image is [28, 28], a row of logits [10]. Kinds are PyTorch's class names in small letters, and options mean what
/// they mean there. Members with a default are positional parameters, since those keep their default when JSON leaves them out.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Reshape), "reshape")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Conv2d), "conv2d")]
[JsonDerivedType(typeof(BatchNorm1d), "batchnorm1d")]
[JsonDerivedType(typeof(BatchNorm2d), "batchnorm2d")]
[JsonDerivedType(typeof(MaxPool2d), "maxpool2d")]
[JsonDerivedType(typeof(AvgPool2d), "avgpool2d")]
[JsonDerivedType(typeof(GlobalAvgPool2d), "globalavgpool2d")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Dropout2d), "dropout2d")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(Relu6), "relu6")]
[JsonDerivedType(typeof(LeakyRelu), "leakyrelu")]
[JsonDerivedType(typeof(RRelu), "rrelu")]
[JsonDerivedType(typeof(PRelu), "prelu")]
[JsonDerivedType(typeof(Elu), "elu")]
[JsonDerivedType(typeof(Celu), "celu")]
[JsonDerivedType(typeof(Selu), "selu")]
[JsonDerivedType(typeof(Thresholded), "threshold")]
[JsonDerivedType(typeof(Gelu), "gelu")]
[JsonDerivedType(typeof(Silu), "silu")]
[JsonDerivedType(typeof(Mish), "mish")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(LogSigmoid), "logsigmoid")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(Tanhshrink), "tanhshrink")]
[JsonDerivedType(typeof(Softsign), "softsign")]
[JsonDerivedType(typeof(Softplus), "softplus")]
[JsonDerivedType(typeof(Hardsigmoid), "hardsigmoid")]
[JsonDerivedType(typeof(Hardswish), "hardswish")]
[JsonDerivedType(typeof(Hardtanh), "hardtanh")]
[JsonDerivedType(typeof(Hardshrink), "hardshrink")]
[JsonDerivedType(typeof(Softshrink), "softshrink")]
[JsonDerivedType(typeof(Softmax), "softmax")]
[JsonDerivedType(typeof(Softmax2d), "softmax2d")]
[JsonDerivedType(typeof(LogSoftmax), "logsoftmax")]
[JsonDerivedType(typeof(Softmin), "softmin")]
[JsonDerivedType(typeof(Glu), "glu")]
[JsonDerivedType(typeof(Embedding), "embedding")]
[JsonDerivedType(typeof(EmbeddingBag), "embeddingbag")]
[JsonDerivedType(typeof(Rnn), "rnn")]
[JsonDerivedType(typeof(Lstm), "lstm")]
[JsonDerivedType(typeof(Gru), "gru")]
[JsonDerivedType(typeof(MultiheadAttention), "multiheadattention")]
[JsonDerivedType(typeof(TransformerEncoderLayer), "transformerencoderlayer")]
[JsonDerivedType(typeof(TransformerEncoder), "transformerencoder")]
[JsonDerivedType(typeof(Add), "add")]
public abstract record LayerSpec
{
    /// <summary>Unique in the network; weights are called <c>name.weight</c> and <c>name.bias</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layer whose output this one reads; absent: the layer before it, or the network's input for the first.</summary>
    public string? Input { get; init; }

    /// <summary>The parameters the layer owns, in the order in which they are initialized and saved.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<ParameterSpec> Parameters => [];

    /// <summary>What the values that it reads are.</summary>
    [JsonIgnore]
    public virtual ElementType InputType => ElementType.Float32;

    /// <summary>Whether the answer to a sample depends on the others of its batch, because the batch's axis is time.</summary>
    [JsonIgnore]
    public virtual bool MixesSamples => false;

    /// <summary>The names of the layers it reads, when the one before it is called <paramref name="previous"/>.</summary>
    public virtual IReadOnlyList<string> Reads(string previous) => [Input ?? previous];

    /// <summary>The shape of the output for an input of shape <paramref name="input"/>.</summary>
    /// <exception cref="FormatException">The layer cannot take this input, or an option is impossible.</exception>
    public abstract IReadOnlyList<int> OutputShape(IReadOnlyList<int> input);

    /// <summary>The shape of the output for the shapes of what it reads.</summary>
    /// <exception cref="FormatException">The layer cannot take these inputs, or an option is impossible.</exception>
    public virtual IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return OutputShape(inputs[0]);
    }

    /// <summary>What to throw when the layer cannot work.</summary>
    protected FormatException Impossible(string why) => new($"layer '{Name}' {why}");

    /// <summary>A shape in words: <c>[1, 28, 28]</c>.</summary>
    protected static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>Refuses a count below 1.</summary>
    protected void RequirePositive(int value, string name)
    {
        if (value < 1)
        {
            throw Impossible($"has {name} {value}; it must be at least 1");
        }
    }

    /// <summary>Refuses a number that is not finite or not between the bounds, both allowed.</summary>
    protected void RequireBetween(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw Impossible($"has {name} {value}; it must be between {least} and {most}");
        }
    }
}
