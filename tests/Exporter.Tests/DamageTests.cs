using CsCheck;
using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Tests.Importing;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>Files with any damage, before every command that reads them: each is refused, found different or harmless, but none ends in a stack trace.</summary>
/// <remarks>With CsCheck_Iter=2000 in the environment each command meets as many damages, in place of a hundred.</remarks>
public sealed class DamageTests : IDisposable
{
    // what a JSON reader may stumble over
    private static readonly string[] Words = ["null", "1e999", "-1", "0", "99999999999999999999", "1.5", "\"\"", "\"x\"", "[]", "{}", "true", "[null]", ",", ":", "\\u0000", "\ud800", "1e-999", "[[]]"];

    // the lengths of messages and headers, from everywhere, and bytes anywhere: a place, what stands there, and how many bytes go
    private static readonly Gen<(double Place, byte[] Bytes, int Gone, bool Cut)> RawDamage =
        Gen.Select(Gen.Double.Unit, Gen.Byte.Array[0, 6], Gen.Int[0, 7].Select(i => new[] { 0, 1, 1, 1, 1, 2, 6, 300 }[i]), Gen.Int[0, 4].Select(i => i == 0));

    private static readonly Gen<(int Key, double Place, string Word, int Gone)> TextDamage =
        Gen.Select(Gen.Int[0, 30], Gen.Double.Unit, Gen.Int[0, Words.Length - 1].Select(i => Words[i]), Gen.Int[0, 12]);

    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    private string Damaged => folder["damaged"];

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> ModelReaders => ["inspect {0}", "inspect {0} --format json", "diff {1} {0} --format json", "diff {0} {1}", "card {0}", "verify {0} -c {2}", "verify {0} -c {2} --layers --format json"];

    public static TheoryData<string> CheckpointReaders => ["export {0} -o {3} --force --layers", "verify {1} -c {0}", "export {0} -o {3} --force --opset 13 --literal --format json"];

    [Theory]
    [MemberData(nameof(ModelReaders))]
    public void No_byte_of_a_model_brings_a_command_down(string command)
    {
        Export();
        var whole = File.ReadAllBytes(Model);
        var weights = ModelProto.Parser.ParseFrom(whole).Graph.Initializer.Sum(tensor => tensor.RawData.Length);

        // half of them beyond the weights, where a byte changes what is said and not just a number
        RawDamage.Sample(damage => Ends(command, Broken(whole, damage with { Place = damage.Place < 0.5 ? damage.Place / 50 : 1 - ((1 - damage.Place) * 2 * (whole.Length - weights) / whole.Length) })), threads: 1);
    }

    [Theory]
    [MemberData(nameof(ModelReaders))]
    public void No_word_of_a_models_metadata_brings_a_command_down(string command)
    {
        Export();
        TextDamage.Sample(
            damage =>
            {
                var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
                var pair = model.MetadataProps[damage.Key % model.MetadataProps.Count];
                pair.Value = Broken(pair.Value, damage);
                return Ends(command, model.ToByteArray());
            },
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(CheckpointReaders))]
    public void No_byte_of_a_checkpoint_brings_a_command_down(string command)
    {
        Export();
        var whole = File.ReadAllBytes(folder["checkpoint.safetensors"]);
        var header = 8 + BitConverter.ToInt32(whole);

        RawDamage.Sample(damage => Ends(command, Broken(whole, damage with { Place = damage.Place * header / whole.Length })), threads: 1);
    }

    [Theory]
    [MemberData(nameof(CheckpointReaders))]
    public void No_word_of_a_checkpoints_metadata_brings_a_command_down(string command)
    {
        Export();
        var whole = Safetensors.Read(folder["checkpoint.safetensors"]);
        TextDamage.Sample(
            damage =>
            {
                var metadata = whole.Metadata.Where(pair => pair.Key != "seal").ToDictionary();
                metadata["toolchain.checkpoint"] = "1"; // which has no seal, so that what is damaged is used
                var key = metadata.Keys.Order(StringComparer.Ordinal).ElementAt(damage.Key % metadata.Count);
                metadata[key] = Broken(metadata[key], damage);
                using var stream = new MemoryStream();
                new Safetensors(metadata, whole.Tensors).Write(stream);
                return Ends(command, stream.ToArray());
            },
            threads: 1);
    }

    [Fact]
    public void No_byte_of_a_state_dict_brings_an_import_down()
    {
        Export();
        var whole = File.ReadAllBytes(ForeignFile.At("residual.safetensors"));
        var header = 8 + BitConverter.ToInt32(whole);

        RawDamage.Sample(damage => Ends($"import {{0}} --network {ForeignFile.At("residual.json")} -o {{3}} --force", Broken(whole, damage with { Place = damage.Place * header / whole.Length })), threads: 1);
    }

    [Fact]
    public void No_byte_of_a_probe_brings_an_import_down()
    {
        Export();
        var whole = File.ReadAllBytes(ForeignFile.At("residual-probe.safetensors"));

        RawDamage.Sample(damage => Ends($"import {ForeignFile.At("residual.safetensors")} --network {ForeignFile.At("residual.json")} --probe {{0}} -o {{3}} --force", Broken(whole, damage)), threads: 1);
    }

    [Fact]
    public void No_word_of_a_network_brings_an_import_down()
    {
        Export();
        var whole = File.ReadAllText(ForeignFile.At("residual.json"));

        TextDamage.Sample(
            damage => Ends($"import {ForeignFile.At("residual.safetensors")} --network {{0}} -o {{3}} --force", System.Text.Encoding.UTF8.GetBytes(Broken(whole, damage))),
            threads: 1);
    }

    private static byte[] Broken(byte[] whole, (double Place, byte[] Bytes, int Gone, bool Cut) damage)
    {
        var place = (int)(Math.Clamp(damage.Place, 0, 0.999999) * whole.Length);
        return [.. whole[..place], .. damage.Bytes, .. damage.Cut ? [] : whole[Math.Min(whole.Length, place + damage.Gone)..]];
    }

    private static string Broken(string whole, (int Key, double Place, string Word, int Gone) damage)
    {
        var place = (int)(damage.Place * whole.Length);
        return $"{whole[..place]}{damage.Word}{whole[Math.Min(whole.Length, place + damage.Gone)..]}";
    }

    // {0} the damaged file, {1} the model, {2} its checkpoint, {3} what is written; a usage that does not fit what the file says is an answer too
    private bool Ends(string command, byte[] bytes)
    {
        File.WriteAllBytes(Damaged, bytes);
        var run = ExporterRun.Of([.. command.Split(' ').Select(word => word switch { "{0}" => Damaged, "{1}" => Model, "{2}" => folder.Path, "{3}" => folder["written"], _ => word })]);
        Assert.True(run.Code is 0 or 1 or 2 or 3, $"{command} ended with {run.Code}: {run.Error}");
        return true;
    }

    private void Export()
    {
        ExporterRun.Saved(folder, TinyCheckpoint.Make());
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, "-o", Model).Code);
    }
}
