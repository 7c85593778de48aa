using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Storing;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class GraphProperties
{
    private static readonly Gen<int> Opset = Gen.Int[Opsets.Least, Opsets.Most];
    private static readonly Gen<InputConvention> Convention = Gen.Int[0, InputConvention.All.Count - 1].Select(i => InputConvention.All[i]);

    [Fact]
    public void ONNX_Runtime_answers_as_a_plain_forward_pass_does() =>
        Gen.Select(RandomNetwork.Any, Opset, Convention).Sample(
            (shape, opset, convention) =>
            {
                var checkpoint = RandomNetwork.Checkpoint(shape);

                var parity = ParityGate.Check(Model(checkpoint, opset, convention), convention, TrainedNetwork.Of(checkpoint), data: null);

                Assert.True(parity.Passed, string.Join('\n', parity.Checks));
            },
            iter: 60);

    [Fact]
    public void ONNX_Runtime_answers_as_plain_loops_do_for_every_kind_of_layer() =>
        Gen.Select(Gen.UInt, Opset, Convention).Sample(
            (seed, opset, convention) =>
            {
                const int samples = 3;
                var network = ChanceNetwork.Make(seed);
                var weights = ChanceNetwork.Weights(network, seed);
                var images = ChanceNetwork.Images(samples, seed);
                var logits = Enumerable.Range(0, samples).SelectMany(i => DoubleAnswers.Logits(network, weights, images.AsSpan(i * 784, 784))).Select(logit => (float)logit);
                var checkpoint = TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = weights, Probe = new Probe(images, [.. logits], samples) };

                var parity = ParityGate.Check(Model(checkpoint, opset, convention), convention, TrainedNetwork.Of(checkpoint), data: null);

                Assert.True(parity.Passed, $"{network.ToJson()}\n{string.Join('\n', parity.Checks)}");
            },
            iter: 300);

    [Fact]
    public void The_same_checkpoint_gives_the_same_bytes() =>
        Gen.Select(RandomNetwork.Any, Opset, Convention).Sample(
            (shape, opset, convention) => Assert.Equal(
                Model(RandomNetwork.Checkpoint(shape), opset, convention).Bytes,
                Model(RandomNetwork.Checkpoint(shape), opset, convention).Bytes),
            iter: 20);

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(21)]
    [InlineData(26)]
    public void The_reference_network_passes_at_every_opset_and_input(int opset)
    {
        var checkpoint = TinyCheckpoint.Make();

        var reports = InputConvention.All.Select(convention => ParityGate.Check(Model(checkpoint, opset, convention), convention, TrainedNetwork.Of(checkpoint), data: null));

        Assert.All(reports, report => Assert.True(report.Passed));
    }

    [Fact]
    public void A_layer_may_carry_a_name_of_the_graph()
    {
        var network = NetworkPresets.Mlp with
        {
            Layers = [.. NetworkPresets.Mlp.Layers.Select(layer => layer.Name switch { "flatten" => layer with { Name = "logits" }, "relu" => layer with { Name = "probabilities" }, _ => layer })],
        };
        var checkpoint = TinyCheckpoint.Make() with { Network = network };

        var report = ParityGate.Check(Model(checkpoint, Opsets.Default, InputConvention.RawPixels), InputConvention.RawPixels, TrainedNetwork.Of(checkpoint), data: null);

        Assert.True(report.Passed);
    }

    private static ModelContent Model(Checkpoint checkpoint, int opset, InputConvention convention) => ModelContent.Of(ModelGraph.Make(
        checkpoint.Network,
        checkpoint.Weights,
        new ModelMetadata
        {
            ClassNames = checkpoint.Data.ClassNames,
            Input = convention,
            Network = checkpoint.Network,
            Plan = checkpoint.Plan,
            Data = checkpoint.Data,
            CheckpointDigest = new string('0', 64),
            Command = checkpoint.Command,
        },
        opset));
}
