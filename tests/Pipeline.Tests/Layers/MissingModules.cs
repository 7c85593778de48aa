namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>The modules of TorchSharp that no kind of layer stands for.</summary>
internal static class MissingModules
{
    private const string NotYet = "not mapped yet";
    private const string TwoSequences = "reads two sequences and masks; `multiheadattention` of several inputs, `add` and dense layers are what it is made of";
    private const string OneStep = "one step of a recurrence, called in a loop of the user's own; the whole recurrence is `rnn`, `lstm` or `gru`";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["FractionalMaxPool2d"] = NotYet,
        ["FractionalMaxPool3d"] = NotYet,
        ["GRUCell"] = OneStep,
        ["LSTMCell"] = OneStep,
        ["MaxUnpool1d"] = NotYet,
        ["MaxUnpool2d"] = NotYet,
        ["MaxUnpool3d"] = NotYet,
        ["RNNCell"] = OneStep,
        ["Transformer"] = TwoSequences,
        ["TransformerDecoder"] = TwoSequences,
        ["TransformerDecoderLayer"] = TwoSequences,
    };
}
