using System.Globalization;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>The function between the two dense layers of a block.</summary>
public enum FeedforwardActivation
{
    /// <summary>max(0, x).</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,

    /// <summary>x · Φ(x), by the error function.</summary>
    [JsonStringEnumMemberName("gelu")]
    Gelu,
}

/// <summary>
/// Blocks of self-attention and two dense layers, each added to what it read and normalized (Vaswani et al., 2017): [time, dModel], the same, with <see cref="BatchFirst"/>.
/// </summary>
/// <param name="DimFeedforward">Features between the two dense layers.</param>
/// <param name="Dropout">Probability of a zero, in training, in the attention, between the dense layers, and in what either adds.</param>
/// <param name="Activation">The function between the dense layers.</param>
/// <param name="NormFirst">Whether attention and dense layers read normalized values; else their sums are normalized, as TorchSharp always has it.</param>
/// <param name="LayerNormEps">Added to the variance in the normalization.</param>
public abstract record EncoderBlocks(int DimFeedforward, double Dropout, FeedforwardActivation Activation, bool NormFirst, double LayerNormEps) : LayerSpec
{
    /// <summary>Features of a step.</summary>
    public required int DModel { get; init; }

    /// <summary>Heads of the attention, which share the features.</summary>
    public required int Nhead { get; init; }

    /// <summary>Whether a value is [batch, time, features]. Without it the first axis, else the batch, is time, as in TorchSharp: a sample is then [batch, features].</summary>
    public required bool BatchFirst { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MixesSamples => !BatchFirst;

    /// <summary>What the parameters' names of each block begin with.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Blocks { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => [.. Blocks.SelectMany(ParametersOf)];

    /// <summary>The attention of a block.</summary>
    public MultiheadAttention AttentionOf(string block) => new(Dropout: Dropout) { Name = $"{block}.self_attn", EmbedDim = DModel, NumHeads = Nhead, BatchFirst = BatchFirst };

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequirePositive(DModel, "dModel");
        RequirePositive(Nhead, "nhead");
        RequirePositive(DimFeedforward, "dimFeedforward");
        RequireBetween(Dropout, 0, 0.999, "dropout");
        RequireBetween(LayerNormEps, 1e-12, 1, "layerNormEps");
        return Enum.IsDefined(Activation) ? AttentionOf(Name).OutputShape(input) : throw Impossible($"has the activation {Activation}; there are 'relu' and 'gelu'");
    }

    private IEnumerable<ParameterSpec> ParametersOf(string block) =>
    [
        .. AttentionOf(block).Parameters,
        .. Dense($"{block}.linear1", DModel, DimFeedforward),
        .. Dense($"{block}.linear2", DimFeedforward, DModel),
        .. Norm($"{block}.norm1"),
        .. Norm($"{block}.norm2"),
    ];

    private static ParameterSpec[] Dense(string name, int features, int answers) =>
        [new($"{name}.weight", [answers, features], new GlorotUniform(features, answers)), new($"{name}.bias", [answers], new Zeros())];

    private ParameterSpec[] Norm(string name) => [new($"{name}.weight", [DModel], new Ones()), new($"{name}.bias", [DModel], new Zeros())];
}

/// <summary>One block. See <see cref="EncoderBlocks"/>. Source: <c>torch.nn.TransformerEncoderLayer</c>.</summary>
/// <param name="DimFeedforward">Features between the two dense layers.</param>
/// <param name="Dropout">Probability of a zero, in training.</param>
/// <param name="Activation">The function between the dense layers.</param>
/// <param name="NormFirst">Whether attention and dense layers read normalized values.</param>
/// <param name="LayerNormEps">Added to the variance in the normalization.</param>
public sealed record TransformerEncoderLayer(
    int DimFeedforward = 2048,
    double Dropout = 0.1,
    FeedforwardActivation Activation = FeedforwardActivation.Relu,
    bool NormFirst = false,
    double LayerNormEps = 1e-5) : EncoderBlocks(DimFeedforward, Dropout, Activation, NormFirst, LayerNormEps)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Blocks => [Name];
}

/// <summary>Several blocks, one after the other. See <see cref="EncoderBlocks"/>. Source: <c>torch.nn.TransformerEncoder</c>.</summary>
/// <param name="DimFeedforward">Features between the two dense layers.</param>
/// <param name="Dropout">Probability of a zero, in training.</param>
/// <param name="Activation">The function between the dense layers.</param>
/// <param name="NormFirst">Whether attention and dense layers read normalized values.</param>
/// <param name="LayerNormEps">Added to the variance in the normalization.</param>
public sealed record TransformerEncoder(
    int DimFeedforward = 2048,
    double Dropout = 0.1,
    FeedforwardActivation Activation = FeedforwardActivation.Relu,
    bool NormFirst = false,
    double LayerNormEps = 1e-5) : EncoderBlocks(DimFeedforward, Dropout, Activation, NormFirst, LayerNormEps)
{
    private const int MostLayers = 1000;

    /// <summary>How many blocks.</summary>
    public required int NumLayers { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> Blocks => [.. Enumerable.Range(0, NumLayers).Select(block => string.Create(CultureInfo.InvariantCulture, $"{Name}.layers.{block}"))];

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(NumLayers, 1, MostLayers, "numLayers");
        return base.OutputShape(input);
    }
}
