using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>The gate again, for models that lie somewhere as a file.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--outputs", "label")]
    [InlineData("--outputs", "probabilities")]
    [InlineData("--outputs", "logits")]
    [InlineData("--outputs", "probabilities,label", "--literal")]
    [InlineData("--input", "float32", "--layout", "nhw", "--static-batch", "3", "--opset", "21")]
    public void Passes_what_was_exported_with_any_options(params string[] options)
    {
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));
        Assert.Equal(0, ExporterRun.Of(["export", folder.Path, .. options]).Code);

        var verify = ExporterRun.Of("verify", Model, "--checkpoint", folder.Path, "--data", folder["data"]);

        Assert.Equal((0, ""), (verify.Code, verify.Error));
        Assert.Contains("as trained", verify.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_networks_without_a_training()
    {
        foreach (var network in new[] { TinyNetwork.Doubling(), TinyNetwork.Classifier() })
        {
            network.Save(folder["n.safetensors"]);
            Assert.Equal(0, ExporterRun.Of("export", folder["n.safetensors"], "-o", Model, "--force").Code);

            Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder["n.safetensors"]).Code);
        }
    }

    [Theory]
    [InlineData("logits")]
    [InlineData("probabilities")]
    [InlineData("label")]
    public void Fails_when_a_weight_was_changed_whichever_output_is_left(string output)
    {
        Export("--outputs", output);
        Edit(model =>
        {
            var weight = model.Graph.Initializer.Single(tensor => tensor.Name == "output.weight");
            var bytes = weight.RawData.ToByteArray();
            bytes.AsSpan(0, bytes.Length / 10).Fill(0x40); // about 3 in every place: the first class wins
            weight.RawData = ByteString.CopyFrom(bytes);
        });

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path);

        Assert.Equal(1, verify.Code);
        Assert.Contains("FAILED", verify.Output, StringComparison.Ordinal);
        Assert.Contains($"{(output == "label" ? "labels" : output)}, against the trained network", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_to_a_program_that_a_model_gives_no_numbers()
    {
        Export();
        Edit(model =>
        {
            var bias = model.Graph.Initializer.Single(tensor => tensor.Name == "output.bias");
            bias.RawData = ByteString.CopyFrom(Enumerable.Repeat((byte)0xff, 40).ToArray());
        });

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--format", "json");

        var result = JsonDocument.Parse(verify.Output).RootElement;
        Assert.Equal((1, false), (verify.Code, result.GetProperty("passed").GetBoolean()));
        Assert.Equal("Infinity", result.GetProperty("probe").GetProperty("largestDifference").GetString());
    }

    [Fact]
    public void Fails_when_the_classes_were_renamed()
    {
        Export();
        Edit(model => model.MetadataProps.Single(pair => pair.Key == "class_names").Value = """["1","0","2","3","4","5","6","7","8","9"]""");

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--format", "json");

        Assert.Equal(1, verify.Code);
        Assert.Equal(["class_names"], JsonDocument.Parse(verify.Output).RootElement.GetProperty("metadata").EnumerateArray().Select(key => key.GetString()));
        Assert.Contains("metadata, against the checkpoint: class_names differs", verify.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schedule", """{"kind":"constant","rate":99}""")]
    [InlineData("schedule", """{"kind":"constant","initial":99}""")]
    [InlineData("schedule", """{"kind":"sequence","schedules":[null],"milestones":[]}""")]
    [InlineData("schedule", "")]
    [InlineData("schedule", "null")]
    [InlineData("schedule", null)]
    [InlineData("toolchain.model", "2")]
    [InlineData("checkpoint_sha256", "")]
    [InlineData("command", "train")]
    [InlineData("probe", "computed")]
    [InlineData("metrics", null)]
    public void Fails_when_a_key_that_the_checkpoint_gives_says_something_else(string key, string? value)
    {
        Export();
        Edit(model => Say(model, key, value));

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--format", "json");

        Assert.Equal(1, verify.Code);
        Assert.Equal([key], JsonDocument.Parse(verify.Output).RootElement.GetProperty("metadata").EnumerateArray().Select(differing => differing.GetString()));
        Assert.Contains($"metadata, against the checkpoint: {key} differs", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_when_a_network_without_a_training_is_said_to_have_a_schedule()
    {
        TinyNetwork.Classifier().Save(folder["n.safetensors"]);
        Assert.Equal(0, ExporterRun.Of("export", folder["n.safetensors"], "-o", Model).Code);
        Edit(model => Say(model, "schedule", """{"kind":"constant","rate":0.1}"""));

        var verify = ExporterRun.Of("verify", Model, "-c", folder["n.safetensors"]);

        Assert.Equal(1, verify.Code);
        Assert.Contains("schedule differs", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_when_the_schedule_is_the_same_in_other_words()
    {
        Export();
        Edit(model => Say(model, "schedule", $" {model.MetadataProps.Single(pair => pair.Key == "schedule").Value.Replace(":", " : ", StringComparison.Ordinal)}\n"));

        Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder.Path).Code);
    }

    [Fact]
    public void Fails_for_another_training_of_the_same_network()
    {
        Export();
        ExporterRun.Saved(folder, TinyCheckpoint.Make(seed: 2));

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path);

        Assert.Equal(1, verify.Code);
        Assert.Contains("checkpoint_sha256", verify.Error, StringComparison.Ordinal);
        Assert.Contains("is the first layer that diverges from what the checkpoint's weights give", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_checkpoint_that_a_model_of_another_network_was_made_from()
    {
        Export();
        var digest = Checkpoint.DigestOf(folder["checkpoint.safetensors"]);
        TinyNetwork.Classifier().Save(folder["other.safetensors"]);

        var verify = ExporterRun.Of("verify", Model, "-c", folder["other.safetensors"]);

        Assert.Equal((1, ""), (verify.Code, verify.Output));
        Assert.Contains(digest, verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_when_the_test_set_is_not_answered_as_it_was_trained()
    {
        ExporterRun.Saved(folder, OwnData.Make(folder["data"], error: 1));
        Assert.Equal(0, ExporterRun.Of("export", folder.Path).Code);

        Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder.Path).Code);
        Assert.Equal(1, ExporterRun.Of("verify", Model, "-c", folder.Path, "-d", folder["data"]).Code);
    }

    [Theory]
    [InlineData("Cast", 1, "no tensor of int64")]
    [InlineData("Shape", 7, "no row for each")]
    public void Fails_when_an_output_is_of_another_type_or_size(string op, int type, string found)
    {
        Export();
        Edit(model =>
        {
            var label = model.Graph.Node.Single(node => node.Output.Contains("label"));
            label.OpType = op;
            label.Attribute.Clear();
            if (op == "Cast")
            {
                label.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = type });
            }

            model.Graph.Output.Single(output => output.Name == "label").Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } };
        });

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path);

        Assert.Equal((1, ""), (verify.Code, verify.Output));
        Assert.Contains(found, verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_model_of_another_producer_and_files_that_are_missing()
    {
        Export();
        Assert.Equal(3, ExporterRun.Of("verify", folder["nothing.onnx"], "-c", folder.Path).Code);
        Assert.Equal(3, ExporterRun.Of("verify", Model, "-c", folder["nothing.safetensors"]).Code);
        Assert.Equal(2, ExporterRun.Of("verify", Model).Code);
        Edit(model => model.MetadataProps.Clear());

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path);

        Assert.Equal(3, verify.Code);
        Assert.Contains("toolchain.model", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damage_to_a_model_fails_or_is_refused_or_harmless_but_never_a_crash()
    {
        Export();
        var whole = File.ReadAllBytes(Model);
        var weights = ModelProto.Parser.ParseFrom(whole).Graph.Initializer.Sum(tensor => tensor.RawData.Length);

        // beyond the first weights, where a change of a byte changes what is said and not just a number
        Gen.Select(Gen.Int[weights, whole.Length - 1], Gen.Byte).Sample(
            (position, value) =>
            {
                var bytes = whole.ToArray();
                bytes[position] = value;
                File.WriteAllBytes(Model, bytes);
                return ExporterRun.Of("verify", Model, "-c", folder.Path).Code is 0 or 1 or 3;
            },
            iter: 150,
            threads: 1);
    }

    private static void Say(ModelProto model, string key, string? value)
    {
        foreach (var pair in model.MetadataProps.Where(pair => pair.Key == key).ToArray())
        {
            model.MetadataProps.Remove(pair);
        }

        if (value is not null)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    private void Export(params string[] options)
    {
        ExporterRun.Saved(folder, TinyCheckpoint.Make());
        Assert.Equal(0, ExporterRun.Of(["export", folder.Path, "--force", .. options]).Code);
    }

    private void Edit(Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        edit(model);
        File.WriteAllBytes(Model, model.ToByteArray());
    }
}
