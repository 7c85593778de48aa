using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Checkpoints;

public sealed class TrainedNetworkTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_without_a_training_survives_a_round_trip_to_the_same_bytes()
    {
        foreach (var network in new[] { TinyNetwork.Doubling(), TinyNetwork.Classifier(), TinyNetwork.Classifier() with { ProbeIsComputed = true } })
        {
            network.Save(folder["a"]);

            var read = TrainedNetwork.Load(folder["a"]);
            read.Save(folder["b"]);

            Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
            Assert.Equal(network.ClassNames, read.ClassNames);
            Assert.Equal(network.ProbeIsComputed, read.ProbeIsComputed);
            Assert.Null(read.Training);
        }
    }

    [Fact]
    public void A_training_reads_as_a_network_with_its_training()
    {
        var checkpoint = TinyCheckpoint.Make(probe: 2);
        checkpoint.Save(folder["c"]);

        var read = TrainedNetwork.Load(folder["c"]);

        Assert.Equal(checkpoint.Progress, read.Training!.Progress);
        Assert.Equal(("U8 [2, 28, 28]", "F32 [2, 10]"), ($"{read.Probe.Inputs}", $"{read.Probe.Outputs}"));
        Assert.True(read.Probe.IsOfPictures);
    }

    [Fact]
    public void A_network_without_a_training_is_none_to_resume()
    {
        TinyNetwork.Doubling().Save(folder["n"]);

        var fault = Assert.Throws<ToolException>(() => Checkpoint.Load(folder["n"]));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains("without a training", fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "no seal", "'seal' is missing" },
        { "a value that was edited", "damaged or edited" },
        { "a missing weight", "'output.bias' is missing" },
        { "an extra weight", "'surprise' belongs to no layer" },
        { "a probe of another shape", "'probe/input' is F32 [3, 2], not F32 [n, 3]" },
        { "a probe of whole numbers", "'probe/input' is I64 [2, 3], not F32" },
        { "an answer that is no number", "'probe/output' holds NaN" },
        { "an input that is no number", "'probe/input' holds" },
        { "an empty probe", "no sample" },
        { "answers from nowhere", "'probe' is 'guessed', not 'computed'" },
        { "too few class names", "3 logits, but there are 2 class names" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Refuses_a_network_with(string damage, string said)
    {
        TinyNetwork.Classifier().Save(folder["n"]);
        var whole = Safetensors.Read(folder["n"]);
        Disk.Write(folder["n"], Damaged(whole, damage).Write);

        var fault = Assert.Throws<ToolException>(() => TrainedNetwork.Load(folder["n"]));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_nothing_that_could_not_be_read_again()
    {
        var network = TinyNetwork.Classifier();

        Assert.Throws<FormatException>(() => (network with { ClassNames = ["cat"] }).Save(folder["n"]));

        Assert.Empty(folder.Files);
    }

    private static Safetensors Damaged(Safetensors whole, string damage)
    {
        var metadata = new Dictionary<string, string>(whole.Metadata);
        var tensors = new Dictionary<string, TensorData>(whole.Tensors);
        switch (damage)
        {
            case "no seal": metadata.Remove("seal"); break;
            case "a value that was edited": tensors["output.bias"] = TensorData.Of([1f, 2, 3], 3); break;
            case "a missing weight": tensors.Remove("output.bias"); break;
            case "an extra weight": tensors["surprise"] = TensorData.Of([1f], 1); break;
            case "a probe of another shape": tensors["probe/input"] = tensors["probe/input"] with { Shape = [3, 2] }; break;
            case "a probe of whole numbers": tensors["probe/input"] = TensorData.Of([1L, 2, 3, 4, 5, 6], 2, 3); break;
            case "an answer that is no number": tensors["probe/output"] = TensorData.Of([float.NaN, 0, 0, 0, 0, 0], 2, 3); break;
            case "an input that is no number": tensors["probe/input"] = TensorData.Of([float.PositiveInfinity, 0, 0, 0, 0, 0], 2, 3); break;
            case "an empty probe": (tensors["probe/input"], tensors["probe/output"]) = (TensorData.Of(Array.Empty<float>(), 0, 3), TensorData.Of(Array.Empty<float>(), 0, 3)); break;
            case "answers from nowhere": metadata["probe"] = "guessed"; break;
            case "too few class names": metadata["class_names"] = """["cat","dog"]"""; break;
            default: throw new ArgumentException(damage);
        }

        return new Safetensors(metadata, tensors);
    }
}
