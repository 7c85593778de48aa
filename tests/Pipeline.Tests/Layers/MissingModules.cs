namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>The modules of TorchSharp that no kind of layer stands for.</summary>
internal static class MissingModules
{
    private const string DrawnAlways = "draws its regions at random after training too, so that an answer would not be the same twice; `adaptivemaxpool2d` and `adaptivemaxpool3d` pool to a size without chance";
    private const string ReadsPlaces = "reads the places that a pooling module returns beside its values; `upsample` or `convtranspose2d` enlarge without them";
    private const string TwoSequences = "reads two sequences and masks; `multiheadattention` of several inputs, `add` and dense layers are what it is made of";
    private const string OneStep = "one step of a recurrence, called in a loop of the user's own; the whole recurrence is `rnn`, `lstm` or `gru`";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["FractionalMaxPool2d"] = DrawnAlways,
        ["FractionalMaxPool3d"] = DrawnAlways,
        ["GRUCell"] = OneStep,
        ["LSTMCell"] = OneStep,
        ["MaxUnpool1d"] = ReadsPlaces,
        ["MaxUnpool2d"] = ReadsPlaces,
        ["MaxUnpool3d"] = ReadsPlaces,
        ["RNNCell"] = OneStep,
        ["Transformer"] = TwoSequences,
        ["TransformerDecoder"] = TwoSequences,
        ["TransformerDecoderLayer"] = TwoSequences,
    };
}
