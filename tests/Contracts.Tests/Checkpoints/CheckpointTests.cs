using System.Buffers.Binary;
using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string File => folder["c.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_survives_a_round_trip_to_the_same_bytes()
    {
        var checkpoint = TinyCheckpoint.Make();
        checkpoint.Save(File);

        Checkpoint.Load(File).Save(folder["again.safetensors"]);

        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(folder["again.safetensors"]));
        Assert.Equal(2, folder.Files.Count);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "no version", "'toolchain.checkpoint' is missing" },
        { "a newer version", "format version '4'" },
        { "no network", "'network' is missing" },
        { "an unknown layer", "telu" },
        { "a missing weight", "'output.bias' is missing" },
        { "an extra weight", "'surprise' belongs to no layer" },
        { "a wrong shape", "'output.bias' is F32 [5]" },
        { "a wrong type", "'output.bias' is U8 [10]" },
        { "NaN", "'output.bias' holds NaN at position 3" },
        { "an infinite logit", "'probe/logits' holds" },
        { "no probe", "'probe/images' is missing" },
        { "an impossible plan", "batchSize is 0" },
        { "an impossible schedule", "decay-steps is 0" },
        { "progress that contradicts its metrics", "contradict" },
        { "metrics that are no JSON", "metrics" },
        { "no seal", "'seal' is missing" },
        { "a weight that was edited", "damaged or edited" },
        { "a seed that was edited", "damaged or edited" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Refuses_a_checkpoint_with(string damage, string said)
    {
        TinyCheckpoint.Make().Save(File);
        var whole = Safetensors.Read(File);
        Disk.Write(File, Damaged(whole, damage).Write);

        var fault = Assert.Throws<ToolException>(() => Checkpoint.Load(File));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_checkpoint_with_any_byte_changed()
    {
        TinyCheckpoint.Make().Save(File);
        var whole = System.IO.File.ReadAllBytes(File);

        // half of the damage goes into the header: it is short, and what it says matters most
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(whole) + 8;
        Gen.Select(Gen.OneOf(Gen.Int[0, header - 1], Gen.Int[0, whole.Length - 1]), Gen.Int[1, 255]).Sample(
            (place, change) =>
            {
                byte[] damaged = [.. whole];
                damaged[place] ^= (byte)change;
                var path = folder[$"{Guid.NewGuid():N}"];
                System.IO.File.WriteAllBytes(path, damaged);

                Assert.Equal(ExitCode.BadInput, Assert.Throws<ToolException>(() => Checkpoint.Load(path)).Code);
                System.IO.File.Delete(path);
            },
            iter: 400);
    }

    [Fact]
    public void Refuses_a_checkpoint_that_is_cut_anywhere()
    {
        TinyCheckpoint.Make().Save(File);
        var whole = System.IO.File.ReadAllBytes(File);

        Gen.Int[0, whole.Length - 1].Sample(
            length =>
            {
                var path = folder[$"{Guid.NewGuid():N}"];
                System.IO.File.WriteAllBytes(path, whole[..length]);

                Assert.Equal(ExitCode.BadInput, Assert.Throws<ToolException>(() => Checkpoint.Load(path)).Code);
                System.IO.File.Delete(path);
            },
            iter: 100);
    }

    [Fact]
    public void Reads_a_checkpoint_of_version_1_which_has_no_seal()
    {
        TinyCheckpoint.Make().Save(File);
        var whole = Safetensors.Read(File);
        var metadata = new Dictionary<string, string>(whole.Metadata) { ["toolchain.checkpoint"] = "1" };
        metadata.Remove("seal");
        Disk.Write(File, new Safetensors(metadata, whole.Tensors).Write);

        Assert.Equal(TinyCheckpoint.Make().Progress, Checkpoint.Load(File).Progress);
    }

    [Fact]
    public void A_checkpoint_that_is_replaced_goes_on_under_the_name_given()
    {
        TinyCheckpoint.Make(seed: 1).Save(File, folder["p"]);
        var first = System.IO.File.ReadAllBytes(File);
        Assert.Equal(["c.safetensors"], folder.Files);

        TinyCheckpoint.Make(seed: 2).Save(File, folder["p"]);
        TinyCheckpoint.Make(seed: 1).Save(File, folder["p"]);
        TinyCheckpoint.Make(seed: 2).Save(File, folder["p"]);

        Assert.Equal(first, System.IO.File.ReadAllBytes(folder["p"]));
        Assert.NotEqual(first, System.IO.File.ReadAllBytes(File));
        Assert.Equal(["c.safetensors", "p"], folder.Files);
    }

    [Fact]
    public void Refuses_a_file_that_is_missing() =>
        Assert.Equal(ExitCode.BadInput, Assert.Throws<ToolException>(() => Checkpoint.Load(folder["none"])).Code);

    [Fact]
    public void Refuses_a_folder_in_the_place_of_a_file() =>
        Assert.Equal(ExitCode.BadInput, Assert.Throws<ToolException>(() => Checkpoint.Load(folder.Path)).Code);

    private static Safetensors Damaged(Safetensors whole, string damage)
    {
        var metadata = new Dictionary<string, string>(whole.Metadata);
        var tensors = new Dictionary<string, TensorData>(whole.Tensors);
        switch (damage)
        {
            case "no seal": metadata.Remove("seal"); break;
            case "a weight that was edited": tensors["output.bias"] = TensorData.Of(new float[10], 10); break;
            case "a seed that was edited": metadata["plan"] = metadata["plan"].Replace("\"seed\":", "\"seed\":1", StringComparison.Ordinal); break;
            case "no version": metadata.Remove("toolchain.checkpoint"); break;
            case "a newer version": metadata["toolchain.checkpoint"] = "4"; break;
            case "no network": metadata.Remove("network"); break;
            case "an unknown layer": metadata["network"] = metadata["network"].Replace("relu", "telu", StringComparison.Ordinal); break;
            case "a missing weight": tensors.Remove("output.bias"); break;
            case "an extra weight": tensors["surprise"] = TensorData.Of([1f], 1); break;
            case "a wrong shape": tensors["output.bias"] = TensorData.Of(new float[5], 5); break;
            case "a wrong type": tensors["output.bias"] = TensorData.Of(new byte[10], 10); break;
            case "NaN": tensors["output.bias"] = TensorData.Of([0f, 0, 0, float.NaN, 0, 0, 0, 0, 0, 0], 10); break;
            case "an infinite logit": tensors["probe/logits"] = TensorData.Of(Enumerable.Repeat(float.PositiveInfinity, 80).ToArray(), 8, 10); break;
            case "no probe": tensors.Remove("probe/images"); break;
            case "an impossible plan": metadata["plan"] = metadata["plan"].Replace("\"batchSize\":32", "\"batchSize\":0", StringComparison.Ordinal); break;
            case "an impossible schedule": metadata["plan"] = metadata["plan"].Replace("\"decaySteps\":1000", "\"decaySteps\":0", StringComparison.Ordinal); break;
            case "progress that contradicts its metrics": metadata["metrics"] = "[]"; break;
            case "metrics that are no JSON": metadata["metrics"] = "{"; break;
            default: throw new ArgumentException(damage);
        }

        return new Safetensors(metadata, tensors);
    }
}
