using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;

namespace Toolchain.Pipeline.Tests.Networks;

/// <summary>Networks of sequences, from a checkpoint without a training to a model behind the parity gate.</summary>
public sealed class SequenceExportTests : IDisposable
{
    private static readonly NetworkSpec Words = new()
    {
        Name = "words",
        Input = [9],
        InputType = ElementType.Int64,
        Layers =
        [
            new Embedding(PaddingIdx: 0) { Name = "table", NumEmbeddings = 50, EmbeddingDim = 8 },
            new TransformerEncoder(DimFeedforward: 12) { Name = "heed", DModel = 8, Nhead = 2, NumLayers = 2, BatchFirst = true },
            new Gru(NumLayers: 2, Bidirectional: true, Returns: RecurrentAnswer.State) { Name = "read", InputSize = 8, HiddenSize = 6, BatchFirst = true },
            new Linear { Name = "output", InFeatures = 12, OutFeatures = 3 },
        ],
    };

    private static readonly NetworkSpec TimeFirst = new()
    {
        Name = "time first",
        Input = [2, 5],
        Layers =
        [
            new Lstm(Bidirectional: true) { Name = "read", InputSize = 5, HiddenSize = 4, BatchFirst = false },
            new MultiheadAttention { Name = "heed", EmbedDim = 8, NumHeads = 2, BatchFirst = false },
        ],
    };

    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(26)]
    public void A_classifier_of_words_is_exported_with_its_class_names(int opset)
    {
        long[] words = [.. Enumerable.Range(0, 4 * 9).Select(i => (long)(i * 7 % 50))];
        Save(Words, new TensorData(TensorData.Int64, [4, 9], MemoryMarshal.AsBytes<long>(words).ToArray()), ["good", "bad", "neither"]);

        var (largest, tolerance) = Export(opset);

        Assert.InRange(largest, 0, tolerance);
        using var session = new InferenceSession(folder["n.onnx"]);
        Assert.Equal(typeof(long), session.InputMetadata["input"].ElementType);
        Assert.Equal(["label", "logits", "probabilities"], session.OutputNames.Order());
    }

    [Theory]
    [InlineData(13)]
    [InlineData(26)]
    public void A_network_with_time_in_front_answers_to_sequences_of_any_length(int opset)
    {
        var values = Enumerable.Range(0, 7 * 2 * 5).Select(i => MathF.Sin(i)).ToArray();
        var expected = Save(TimeFirst, TensorData.Of(values, 7, 2, 5), classNames: null);

        var (largest, tolerance) = Export(opset);

        Assert.InRange(largest, 0, tolerance);
        using var session = new InferenceSession(folder["n.onnx"]);
        Assert.Equal([-1, 2, 8], session.OutputMetadata["output"].Dimensions);
        using var run = new RunOptions();
        using var longer = OrtValue.CreateTensorValueFromMemory([.. values, .. values], [14, 2, 5]);
        using var answers = session.Run(run, ["input"], [longer], ["output"]);
        Assert.Equal(14 * 2 * 8, answers[0].GetTensorDataAsSpan<float>().Length);
        Assert.NotEqual(expected[0], answers[0].GetTensorDataAsSpan<float>()[0]); // the first step heeds the later ones
    }

    [Fact]
    public void A_sequence_is_not_cut_into_batches()
    {
        Save(TimeFirst, TensorData.Of([.. Enumerable.Range(0, 7 * 2 * 5).Select(i => MathF.Sin(i))], 7, 2, 5), classNames: null);

        var refused = ExporterProgram.Run(["export", folder["n.safetensors"], "-o", folder["n.onnx"], "--static-batch", "3"], terminal.Terminal);
        var allowed = ExporterProgram.Run(["export", folder["n.safetensors"], "-o", folder["n.onnx"], "--static-batch", "7"], terminal.Terminal);

        Assert.Equal((2, 0), (refused, allowed));
        Assert.Contains("'read'", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("--static-batch 7", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_reads_rows_of_pixels_in_time_exports_from_its_training_and_passes_the_gate()
    {
        TinyDataset.Write(folder["data"]);
        var network = new NetworkSpec
        {
            Name = "rows",
            Input = [28, 28],
            Layers =
            [
                new TransformerEncoderLayer(DimFeedforward: 8, Activation: FeedforwardActivation.Gelu) { Name = "heed", DModel = 28, Nhead = 4, BatchFirst = true },
                new Lstm(NumLayers: 2, Dropout: 0.2, Returns: RecurrentAnswer.Last) { Name = "read", InputSize = 28, HiddenSize = 8, BatchFirst = true },
                new RRelu { Name = "bent" },
                new Linear { Name = "output", InFeatures = 8, OutFeatures = 10 },
            ],
        };
        File.WriteAllText(folder["rows.json"], network.ToJson());

        var training = ToolProcess.Run(folder.Path, "trainer", "train", "--data", "data", "--network", "rows.json", "--epochs", "1", "--output", "run");
        Assert.True(training.Code == 0, $"{training}");
        var export = ToolProcess.Run(folder.Path, "exporter", "export", "run", "--data", "data", "--output", "rows.onnx", "--format", "json");

        Assert.True(export.Code == 0, $"{export}");
        var data = JsonDocument.Parse(export.Output).RootElement.GetProperty("data");
        Assert.Equal(data.GetProperty("expected").GetInt32(), data.GetProperty("correct").GetInt32());
    }

    private float[] Save(NetworkSpec spec, TensorData inputs, IReadOnlyList<string>? classNames)
    {
        using var network = TorchNetwork.Initialized(spec, seed: 11); // before anything of TorchSharp, which the trainer lets load
        using var scope = NewDisposeScope();
        var input = inputs.Type == TensorData.Int64
            ? tensor(MemoryMarshal.Cast<byte, long>(inputs.Bytes.Span).ToArray(), [.. inputs.Shape])
            : tensor(inputs.Floats.ToArray(), [.. inputs.Shape]);
        var answer = network.Forward(input).detach().contiguous();
        float[] values = [.. answer.data<float>()];
        new TrainedNetwork
        {
            Network = spec,
            Weights = network.Weights(),
            Probe = new NetworkProbe(inputs, TensorData.Of(values, answer.shape)),
            ClassNames = classNames,
            Command = "SequenceExportTests",
        }.Save(folder["n.safetensors"]);
        return values;
    }

    private (double Largest, double Tolerance) Export(int opset)
    {
        var code = ExporterProgram.Run(["export", folder["n.safetensors"], "-o", folder["n.onnx"], "--opset", $"{opset}", "--format", "json"], terminal.Terminal);
        Assert.True(code == 0, terminal.Error);
        var probe = JsonDocument.Parse(terminal.Output).RootElement.GetProperty("probe");
        return (probe.GetProperty("largestDifference").GetDouble(), probe.GetProperty("tolerance").GetDouble());
    }
}
