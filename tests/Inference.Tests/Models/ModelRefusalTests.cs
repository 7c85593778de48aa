using System.Diagnostics;
using CsCheck;
using Toolchain.Contracts.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Models;

public sealed class ModelRefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file() => Refused(folder["none.onnx"], "does not exist");

    [Fact]
    public void A_folder() => Refused(folder.Path, "is a folder");

    [Fact]
    public void An_empty_file() => RefusedBytes([], "is empty");

    [Fact]
    public void A_pipe_that_nobody_writes_to()
    {
        using var made = Process.Start("mkfifo", [folder["pipe.onnx"]]);
        made.WaitForExit();

        Refused(folder["pipe.onnx"], "a pipe or device");
    }

    [Fact]
    public void A_text_file() => RefusedBytes("this is no model"u8.ToArray(), "is no ONNX file");

    [Fact]
    public void A_model_cut_anywhere()
    {
        var whole = new LinearModel().ToBytes();

        Gen.Int[1, whole.Length - 1].Sample(length => RefusedBytes(whole[..length], ""), iter: 30);
    }

    [Fact]
    public void A_model_of_a_later_format() => Refused(With(ModelMetadata.VersionKey, "3"), "format version '3'");

    [Fact]
    public void Metadata_that_are_no_json() => Refused(With("network", "{"), "the network");

    [Fact]
    public void A_missing_key() => Refused(new LinearModel { Metadata = properties => { properties.Remove("command"); return properties; } }, "'command' is missing");

    [Fact]
    public void Too_few_class_names() => Refused(new LinearModel { ClassNames = ["0", "1"] }, "names 2 classes");

    [Fact]
    public void A_convention_nobody_knows() =>
        Refused(new LinearModel { Input = new("float32", "batch, 784", "0..1", "white on black") }, "wants its input as float32 [batch, 784]");

    [Fact]
    public void A_convention_that_the_graph_contradicts() =>
        Refused(With("input", """{"type":"float32","shape":"batch, 1, 28, 28","range":"0..1","ink":"white on black"}"""), "image uint8 [batch, 28, 28]");

    [Fact]
    public void An_input_of_another_rank() => Refused(new LinearModel { InputSizes = [784] }, "image uint8 [batch, 784]");

    [Fact]
    public void A_label_without_scores() =>
        Refused(new LinearModel { Outputs = [ModelMetadata.LabelName] }, "an output logits or probabilities [batch, 10]");

    [Theory]
    [InlineData("session.disable_cpu_ep_fallback=1")]
    [InlineData("intra-op-threads=2,session.intra_op_thread_affinities=0")]
    public void Settings_without_which_it_opens_are_at_fault(string session)
    {
        var run = InferenceRun.Of("inspect", "--model", new LinearModel().Write(folder["model.onnx"]), "--device", "cpu", "--session", session);

        Assert.Equal(2, run.Code);
        Assert.Contains($"with '{session.Split(',')[^1]}' in --session", run.Error);
    }

    [Fact]
    public void Settings_are_not_blamed_for_what_does_not_open_without_them()
    {
        File.WriteAllText(folder["model.onnx"], "this is no model");

        var run = InferenceRun.Of("inspect", "--model", folder["model.onnx"], "--device", "cpu", "--session", "session.disable_cpu_ep_fallback=1");

        Assert.Equal(3, run.Code);
        Assert.Contains("is no ONNX file", run.Error);
    }

    private static LinearModel With(string key, string value) => new() { Metadata = properties => { properties[key] = value; return properties; } };

    private void Refused(LinearModel model, string mentions) => RefusedBytes(model.ToBytes(), mentions);

    private void RefusedBytes(byte[] bytes, string mentions)
    {
        File.WriteAllBytes(folder["model.onnx"], bytes);
        Refused(folder["model.onnx"], mentions);
    }

    private static void Refused(string path, string mentions)
    {
        var run = InferenceRun.Of("inspect", "--model", path);

        Assert.Equal(3, run.Code);
        Assert.Empty(run.Output);
        Assert.Contains(path, run.Error);
        Assert.Contains(mentions, run.Error);
        Assert.Contains("next:", run.Error);
    }
}
