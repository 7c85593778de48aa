using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Exporter.Commands;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Storing;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>Models beyond the limit of one file, with a small limit in the place of protobuf's two gigabytes.</summary>
public sealed class LargeModelTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_of_two_files_is_the_same_model_for_every_command()
    {
        var content = Write();
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, "-o", folder["one.onnx"]).Code);

        var diff = ExporterRun.Of("diff", folder["one.onnx"], Model, "--format", "json");
        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--layers");
        var inspect = ExporterRun.Of("inspect", Model, "--format", "json");

        Assert.Equal((0, "", true), (diff.Code, diff.Error, JsonDocument.Parse(diff.Output).RootElement.GetProperty("equal").GetBoolean()));
        Assert.Equal((0, ""), (verify.Code, verify.Error));
        var shown = JsonDocument.Parse(inspect.Output).RootElement;
        Assert.Equal((101_770L, 407_080L), (shown.GetProperty("parameters").GetInt64(), shown.GetProperty("parameterBytes").GetInt64()));
        Assert.Equal(content.Weights!.Name, shown.GetProperty("initializers")[0].GetProperty("outside").GetString());
        Assert.InRange(content.Bytes.Length, 1, 10_000);
    }

    [Fact]
    public void ONNX_Runtime_finds_the_weights_wherever_the_two_files_go_together()
    {
        var content = Write();
        Directory.CreateDirectory(folder["elsewhere"]);
        File.Move(folder[content.Weights!.Name], Path.Combine(folder["elsewhere"], content.Weights.Name));
        File.Move(Model, Path.Combine(folder["elsewhere"], "renamed.onnx"));

        using var session = new InferenceSession(Path.Combine(folder["elsewhere"], "renamed.onnx"));

        Assert.Equal(["image"], session.InputNames);
    }

    [Fact]
    public void One_byte_decides_between_one_file_and_two_and_the_same_model_gives_the_same_bytes() =>
        Gen.Select(Gen.UInt[1, 1000], Gen.Bool).Sample(
            (seed, over) =>
            {
                using var own = new TempFolder();
                var checkpoint = ExporterRun.Saved(own, TinyCheckpoint.Make(seed));
                var length = Make(checkpoint, ModelContent.Limit).Bytes.Length;

                var models = Enumerable.Range(0, 2).Select(_ => Make(checkpoint, length - (over ? 1 : 0))).ToArray();

                Assert.Equal(models[0].Bytes, models[1].Bytes);
                Assert.Equal((over, models[0].Weights?.Digest), (models[0].Weights is not null, models[1].Weights?.Digest));
            },
            iter: 6);

    [Fact]
    public void The_weights_file_has_a_name_that_every_system_takes_and_no_folder() =>
        Gen.String.Sample(name =>
        {
            var file = new WeightsFile(name, [new byte[] { 1, 2, 3 }]);

            Assert.Matches("^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[0-9a-f]{16}\\.data$", file.Name);
            Assert.True(file.Name.Length <= 122 + "model".Length && WeightsFile.IsOf(name, file.Name));
        });

    [Fact]
    public void Every_tensor_begins_at_a_page_and_is_there_whole() =>
        Gen.Int[0, 9000].Array[0, 6].Sample(lengths =>
        {
            ReadOnlyMemory<byte>[] tensors = [.. lengths.Select((length, i) => new ReadOnlyMemory<byte>([.. Enumerable.Repeat((byte)(i + 1), length)]))];
            var file = new WeightsFile("model.onnx", tensors);
            using var stream = new MemoryStream();

            file.Write(stream);

            Assert.Equal(file.Length, stream.Length);
            Assert.All(file.Spans.Zip(tensors), pair =>
            {
                Assert.Equal(0, pair.First.Offset % 4096);
                Assert.Equal(pair.Second.ToArray(), stream.ToArray().AsSpan((int)pair.First.Offset, (int)pair.First.Length).ToArray());
            });
        });

    [Fact]
    public void Replacing_a_model_takes_the_old_weights_away_and_no_other_file()
    {
        var old = Write(seed: 1);
        File.WriteAllText(folder["model.onnx.backup.data"], "mine");
        File.WriteAllText(folder["other.onnx.0123456789abcdef.data"], "another model's");

        var fresh = Write(seed: 2);

        Assert.NotEqual(old.Weights!.Name, fresh.Weights!.Name);
        Assert.Equal(
            new[] { "checkpoint.safetensors", "model.onnx", "model.onnx.backup.data", "other.onnx.0123456789abcdef.data", fresh.Weights.Name }.Order(StringComparer.Ordinal),
            folder.Files.Order(StringComparer.Ordinal));
        Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder.Path).Code);
    }

    [Fact]
    public void A_model_that_cannot_be_written_leaves_no_weights_behind()
    {
        var content = Make(ExporterRun.Saved(folder, TinyCheckpoint.Make()), 10_000);
        Directory.CreateDirectory(Model);

        Assert.Throws<Contracts.Programs.ToolException>(() => ModelFiles.Write(Model, content));

        Assert.Equal(["checkpoint.safetensors"], folder.Files);
    }

    [Theory]
    [InlineData("location", "../weights.data", "leads out")]
    [InlineData("location", "/etc/passwd", "leads out")]
    [InlineData("location", "a/../../b", "leads out")]
    [InlineData("location", "C:weights", "leads out")]
    [InlineData("location", "..\\weights", "leads out")]
    [InlineData("location", "nowhere.data", "not beside it")]
    [InlineData("offset", "4096000", "which has")]
    [InlineData("offset", "-1", "'-1'")]
    [InlineData("length", "9999999999", "which has")]
    [InlineData("length", "many", "'many'")]
    public void Weights_that_lie_nowhere_or_where_none_may_are_refused_by_name(string key, string value, string found)
    {
        Write();
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        model.Graph.Initializer[0].ExternalData.Single(entry => entry.Key == key).Value = value;
        File.WriteAllBytes(Model, model.ToByteArray());

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path);
        var diff = ExporterRun.Of("diff", Model, Model);

        Assert.Equal((3, 3), (verify.Code, diff.Code));
        Assert.All([verify, diff], run => Assert.Contains(found, run.Error, StringComparison.Ordinal));
        Assert.All([verify, diff], run => Assert.Contains("'hidden.weight'", run.Error, StringComparison.Ordinal));
    }

    private ModelContent Write(uint seed = 1)
    {
        var content = Make(ExporterRun.Saved(folder, TinyCheckpoint.Make(seed)), 10_000);
        ModelFiles.Write(Model, content);
        return content;
    }

    private static ModelContent Make(string checkpoint, long limit) =>
        CheckedModel.Make(new RecordingTerminal().Terminal, checkpoint, data: null, new ExportOptions { LongestFile = limit }, "model.onnx").Content;
}
