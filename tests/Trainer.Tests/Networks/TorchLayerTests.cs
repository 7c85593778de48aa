using CsCheck;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Networks;

public class TorchLayerTests
{
    [Fact]
    public void The_network_answers_as_plain_loops_in_double_do_for_every_kind_of_layer() =>
        Gen.UInt.Sample(
            seed =>
            {
                const int samples = 2;
                var spec = ChanceNetwork.Make(seed);
                var weights = ChanceNetwork.Weights(spec, seed);
                var pixels = ChanceNetwork.Images(samples, seed);
                using var network = TorchNetwork.WithWeights(spec, weights);
                using var scope = torch.NewDisposeScope();
                using var still = torch.no_grad();

                var logits = network.Forward(torch.tensor([.. pixels.Select(pixel => pixel / 255f)], [samples, 28, 28])).data<float>().ToArray();

                var expected = Enumerable.Range(0, samples).SelectMany(i => DoubleAnswers.Logits(spec, weights, pixels.AsSpan(i * 784, 784))).ToArray();
                var scale = Math.Max(1, expected.Max(Math.Abs));
                Assert.All(expected.Zip(logits), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5 * scale, $"{spec.ToJson()}: {pair.First} against {pair.Second}"));
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void A_training_pass_leaves_evaluation_as_it_was_but_for_the_running_statistics() =>
        Gen.UInt.Sample(
            seed =>
            {
                var spec = ChanceNetwork.Make(seed);
                using var network = TorchNetwork.WithWeights(spec, ChanceNetwork.Weights(spec, seed), seed);
                using var scope = torch.NewDisposeScope();
                using var still = torch.no_grad();
                var before = network.Weights();

                network.ForwardInTraining(torch.ones(4, 28, 28) / 3, step: 7);

                Assert.All(spec.Parameters.Where(parameter => parameter.HasGradient), parameter =>
                    Assert.Equal(before[parameter.Name].Bytes.ToArray(), network.Weights()[parameter.Name].Bytes.ToArray()));
                Assert.All(spec.Parameters.Where(parameter => !parameter.HasGradient), parameter =>
                    Assert.NotEqual(before[parameter.Name].Bytes.ToArray(), network.Weights()[parameter.Name].Bytes.ToArray()));
            },
            iter: 50,
            threads: 1);
}
