using System.Text.Json;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Models;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Json_has_ports_convention_and_provenance()
    {
        var run = InferenceRun.Of("inspect", "--model", new LinearModel().Write(folder["m.onnx"]), "--format", "json");

        var description = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(0, run.Code);
        Assert.Equal("image", description.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal("batch, 10", description.GetProperty("outputs")[0].GetProperty("shape").GetString());
        Assert.Equal("white on black", description.GetProperty("convention").GetProperty("ink").GetString());
        Assert.Equal("exponential", description.GetProperty("schedule").GetProperty("kind").GetString());
        Assert.Equal(new string('a', 64), description.GetProperty("checkpointDigest").GetString());
        Assert.Equal(0.9, description.GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.Equal("trainer train --epochs 1 --seed 1", description.GetProperty("command").GetString());
    }

    [Fact]
    public void The_table_shows_the_same_to_people()
    {
        var run = InferenceRun.Of("inspect", "--model", new LinearModel().Write(folder["m.onnx"]));

        Assert.Equal(0, run.Code);
        Assert.Contains("image uint8 [batch, 28, 28]", run.Output);
        Assert.Contains("90.00 % (9000 of 10000", run.Output);
        Assert.Contains("trainer train --epochs 1 --seed 1", run.Output);
    }
}
