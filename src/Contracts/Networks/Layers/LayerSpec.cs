using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>One layer of a network, as data. A new layer is one record here, one module in the trainer, one node in the exporter and one parity case.</summary>
/// <remarks>
/// Shapes leave out the batch: an image is [28, 28], a row of logits [10]. Kinds are PyTorch's class names in small letters, and options mean what
/// they mean there. Members with a default are positional parameters, since those keep their default when JSON leaves them out.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Unflatten), "unflatten")]
[JsonDerivedType(typeof(Reshape), "reshape")]
[JsonDerivedType(typeof(Identity), "identity")]
[JsonDerivedType(typeof(Permute), "permute")]
[JsonDerivedType(typeof(Mean), "mean")]
[JsonDerivedType(typeof(Narrow), "narrow")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Affine), "affine")]
[JsonDerivedType(typeof(Bilinear), "bilinear")]
[JsonDerivedType(typeof(Conv1d), "conv1d")]
[JsonDerivedType(typeof(Conv2d), "conv2d")]
[JsonDerivedType(typeof(Conv3d), "conv3d")]
[JsonDerivedType(typeof(ConvTranspose1d), "convtranspose1d")]
[JsonDerivedType(typeof(ConvTranspose2d), "convtranspose2d")]
[JsonDerivedType(typeof(ConvTranspose3d), "convtranspose3d")]
[JsonDerivedType(typeof(Unfold), "unfold")]
[JsonDerivedType(typeof(Fold), "fold")]
[JsonDerivedType(typeof(BatchNorm1d), "batchnorm1d")]
[JsonDerivedType(typeof(BatchNorm2d), "batchnorm2d")]
[JsonDerivedType(typeof(BatchNorm3d), "batchnorm3d")]
[JsonDerivedType(typeof(InstanceNorm1d), "instancenorm1d")]
[JsonDerivedType(typeof(InstanceNorm2d), "instancenorm2d")]
[JsonDerivedType(typeof(InstanceNorm3d), "instancenorm3d")]
[JsonDerivedType(typeof(LayerNorm), "layernorm")]
[JsonDerivedType(typeof(GroupNorm), "groupnorm")]
[JsonDerivedType(typeof(LocalResponseNorm), "localresponsenorm")]
[JsonDerivedType(typeof(MaxPool1d), "maxpool1d")]
[JsonDerivedType(typeof(MaxPool2d), "maxpool2d")]
[JsonDerivedType(typeof(MaxPool3d), "maxpool3d")]
[JsonDerivedType(typeof(AvgPool1d), "avgpool1d")]
[JsonDerivedType(typeof(AvgPool2d), "avgpool2d")]
[JsonDerivedType(typeof(AvgPool3d), "avgpool3d")]
[JsonDerivedType(typeof(LpPool1d), "lppool1d")]
[JsonDerivedType(typeof(LpPool2d), "lppool2d")]
[JsonDerivedType(typeof(AdaptiveAvgPool1d), "adaptiveavgpool1d")]
[JsonDerivedType(typeof(AdaptiveAvgPool2d), "adaptiveavgpool2d")]
[JsonDerivedType(typeof(AdaptiveAvgPool3d), "adaptiveavgpool3d")]
[JsonDerivedType(typeof(AdaptiveMaxPool1d), "adaptivemaxpool1d")]
[JsonDerivedType(typeof(AdaptiveMaxPool2d), "adaptivemaxpool2d")]
[JsonDerivedType(typeof(AdaptiveMaxPool3d), "adaptivemaxpool3d")]
[JsonDerivedType(typeof(GlobalAvgPool2d), "globalavgpool2d")]
[JsonDerivedType(typeof(ConstantPad1d), "constantpad1d")]
[JsonDerivedType(typeof(ConstantPad2d), "constantpad2d")]
[JsonDerivedType(typeof(ConstantPad3d), "constantpad3d")]
[JsonDerivedType(typeof(ZeroPad2d), "zeropad2d")]
[JsonDerivedType(typeof(ReflectionPad1d), "reflectionpad1d")]
[JsonDerivedType(typeof(ReflectionPad2d), "reflectionpad2d")]
[JsonDerivedType(typeof(ReflectionPad3d), "reflectionpad3d")]
[JsonDerivedType(typeof(ReplicationPad1d), "replicationpad1d")]
[JsonDerivedType(typeof(ReplicationPad2d), "replicationpad2d")]
[JsonDerivedType(typeof(ReplicationPad3d), "replicationpad3d")]
[JsonDerivedType(typeof(Upsample), "upsample")]
[JsonDerivedType(typeof(PixelShuffle), "pixelshuffle")]
[JsonDerivedType(typeof(PixelUnshuffle), "pixelunshuffle")]
[JsonDerivedType(typeof(ChannelShuffle), "channelshuffle")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Dropout1d), "dropout1d")]
[JsonDerivedType(typeof(Dropout2d), "dropout2d")]
[JsonDerivedType(typeof(Dropout3d), "dropout3d")]
[JsonDerivedType(typeof(AlphaDropout), "alphadropout")]
[JsonDerivedType(typeof(FeatureAlphaDropout), "featurealphadropout")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Subtract), "subtract")]
[JsonDerivedType(typeof(Multiply), "multiply")]
[JsonDerivedType(typeof(Divide), "divide")]
[JsonDerivedType(typeof(Maximum), "maximum")]
[JsonDerivedType(typeof(Minimum), "minimum")]
[JsonDerivedType(typeof(Concatenate), "concatenate")]
[JsonDerivedType(typeof(MatMul), "matmul")]
[JsonDerivedType(typeof(CosineSimilarity), "cosinesimilarity")]
[JsonDerivedType(typeof(PairwiseDistance), "pairwisedistance")]
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
public abstract record LayerSpec
{
    /// <summary>Unique in the network; weights are called <c>name.weight</c> and <c>name.bias</c>.</summary>
    [JsonPropertyOrder(2)]
    public required string Name { get; init; }

    /// <summary>The layer whose output this one reads; absent: the layer before it, or the network's input for the first.</summary>
    [JsonPropertyOrder(2)]
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
    protected internal FormatException Impossible(string why) => new($"layer '{Name}' {why}");

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

    /// <summary>What axis <paramref name="axis"/> of so many after the channels is called.</summary>
    internal static string AxisName(int axis, int axes) => axes == 1 ? "length" : ((string[])["depth", "height", "width"])[axis + 3 - axes];

    /// <summary>Refuses an input that is not [channels, …] with so many axes after the channels.</summary>
    protected void RequireForm(IReadOnlyList<int> input, int axes)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Count == axes + 1)
        {
            return;
        }

        var form = axes switch { 1 => "rows of channels [channels, length]", 2 => "pictures [channels, height, width]", _ => "volumes [channels, depth, height, width]" };
        throw Impossible($"takes {form}, but gets {Text(input)}; a layer of kind 'reshape' can make them");
    }

    /// <summary>A number for each of so many axes, or a refusal of another count of them or of one below <paramref name="least"/>.</summary>
    protected int[] RequireSizes(Sizes sizes, int axes, int least, string what)
    {
        var each = sizes.For(axes) ?? throw Impossible($"has {what} of {Text(sizes.Values)}; it must be one number{(axes == 1 ? "" : $", or one for each of {axes}")}");
        return Array.Exists(each, size => size < least) ? throw Impossible($"has {what} of {sizes}; it must be at least {least}") : each;
    }

    /// <summary>An axis, counted as PyTorch does with the batch as axis 0, as its place in a shape without the batch.</summary>
    protected int RequireAxis(int dim, IReadOnlyList<int> input, string name)
    {
        ArgumentNullException.ThrowIfNull(input);
        var axis = dim < 0 ? dim + input.Count : dim - 1;
        return axis >= 0 && axis < input.Count ? axis
            : throw Impossible($"has {name} {dim}; {Text(input)} behind the batch, which is axis 0 and stays as it is, has the axes 1 to {input.Count} or -1 to -{input.Count}");
    }

    /// <summary>Refuses channels that cannot be divided into groups.</summary>
    private protected void RequireChannels(int inChannels, int outChannels, int groups)
    {
        RequirePositive(inChannels, "inChannels");
        RequirePositive(outChannels, "outChannels");
        RequirePositive(groups, "groups");
        if (inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw Impossible($"cannot divide {inChannels} channels in and {outChannels} out into {groups} groups");
        }
    }

    /// <summary>What normalization owns for each channel.</summary>
    private protected IReadOnlyList<ParameterSpec> ChannelParameters(int channels, bool weights, bool statistics)
    {
        ParameterSpec[] affine = weights ? [new($"{Name}.weight", [channels], new Ones()), new($"{Name}.bias", [channels], new Zeros())] : [];
        return !statistics ? affine
            : [.. affine, new($"{Name}.running_mean", [channels], new Zeros(), HasGradient: false), new($"{Name}.running_var", [channels], new Ones(), HasGradient: false)];
    }

    /// <summary>A product of sizes, or a refusal of one beyond what an array holds.</summary>
    private protected int Product(int first, IReadOnlyList<int> sizes) => RequireLength(sizes.Aggregate((double)first, (total, size) => total * size));

    /// <summary>The length of an axis, or a refusal of one beyond what an array holds.</summary>
    private protected int RequireLength(double values) => values <= int.MaxValue ? (int)values : throw Impossible($"would give an axis of {values}");
}
