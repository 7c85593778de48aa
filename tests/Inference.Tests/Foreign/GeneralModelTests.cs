using System.Text.Json;
using Toolchain.Contracts.Models;
using Toolchain.Inference.Tests.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>Networks of our exporter that were not trained on our pictures.</summary>
public sealed class GeneralModelTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("2, 392", 3, "has the input image float32 [batch, 2, 392]")]
    [InlineData("784", 2, "names no classes and gives 10 numbers a picture")]
    public void What_is_no_classifier_of_pictures_is_described_and_refused(string sizes, int code, string reason)
    {
        var path = General(sizes, classes: false);

        var inspected = InferenceRun.Of("inspect", "--model", path, "--format", "json");
        var description = JsonDocument.Parse(inspected.Output).RootElement;

        Assert.Equal(0, inspected.Code);
        Assert.Contains(reason, description.GetProperty("unfit").GetString());
        Assert.Equal($"batch, {sizes}", description.GetProperty("convention").GetProperty("shape").GetString());
        Assert.Equal(new string('a', 64), description.GetProperty("checkpointDigest").GetString());
        Assert.False(description.TryGetProperty("classNames", out _));
        Assert.Contains("no classifier", InferenceRun.Of("inspect", "--model", path).Output);
        foreach (var command in (string[][])[["classify", "a.png"], ["evaluate", "--data", data.Path]])
        {
            var run = InferenceRun.Of([.. command, "--model", path]);

            Assert.Equal(code, run.Code);
            Assert.Contains(path, run.Error);
            Assert.Contains(reason, run.Error);
            Assert.Empty(run.Output);
        }
    }

    [Fact]
    public void Class_names_make_it_a_classifier() =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(General("784", classes: true), data.Path));

    [Fact]
    public void Labels_make_it_a_classifier_too() =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(General("784", classes: false), data.Path, "--labels", "0,1,2,3,4,5,6,7,8,9"));

    [Fact]
    public void A_model_of_others_that_takes_no_picture_is_described()
    {
        var path = new OnnxGraph().Input("ids", OnnxType.Int64, "N", 16).Input("mask", OnnxType.Bool, "N", 16).Node("Shape", ["ids"], "size").Output("size", OnnxType.Int64, 2).Write(folder["m.onnx"]);

        var run = InferenceRun.Of("inspect", "--model", path);

        Assert.Equal(0, run.Code);
        Assert.Contains("ids int64 [N, 16]", run.Output);
        Assert.Contains("size int64 [2]", run.Output);
        Assert.Contains("has 2 inputs", run.Output);
    }

    [Fact]
    public void A_model_of_others_is_described_with_what_is_assumed_of_it()
    {
        var path = new ForeignModel { Finish = graph => graph.Node("Softmax", ["y"], "p").Output("p", OnnxType.Float, "N", 10) }.Write(folder["m.onnx"]);

        var description = JsonDocument.Parse(InferenceRun.Of("inspect", "--model", path, "--format", "json").Output).RootElement;

        Assert.Equal("--input-scale 1/255", description.GetProperty("pixels").GetString());
        Assert.Equal(("p", "probabilities"), (description.GetProperty("scores").GetString(), description.GetProperty("meaning").GetString()));
        Assert.Contains("a guess", description.GetProperty("notes")[1].GetString());
    }

    private string General(string sizes, bool classes) => new LinearModel
    {
        Weights = ForeignModel.Bands(),
        Input = new InputConvention("float32", $"batch, {sizes}"),
        InputSizes = [.. sizes.Split(", ").Select(int.Parse)],
        Metadata = properties =>
        {
            foreach (var key in (string[])[.. classes ? [] : new[] { "class_names" }, "plan", "schedule", "data", "metrics"])
            {
                properties.Remove(key);
            }

            properties[ModelMetadata.VersionKey] = "2";
            return properties;
        },
    }.Write(folder["general.onnx"]);
}
