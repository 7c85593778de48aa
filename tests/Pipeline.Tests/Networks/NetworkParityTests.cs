using System.Text.Json;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Networks;

/// <summary>Networks beyond the reference through the real executables: what libtorch trained is what ONNX Runtime answers.</summary>
public sealed class NetworkParityTests : IDisposable
{
    private readonly TempFolder folder = new();

    public NetworkParityTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Presets => ["mlp:30,20", "cnn", "cnn:4,8"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_exports_and_passes_the_gate(string name) => TrainAndExport(name, epochs: 2, opsets: [13, 17, 26]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_network_of_the_users_own_exports_and_passes_the_gate(uint seed)
    {
        File.WriteAllText(folder["net.json"], ChanceNetwork.Make(seed).ToJson());

        TrainAndExport("net.json", epochs: 1, opsets: [13, 26]);
    }

    [Fact]
    public void A_residual_network_exports_and_passes_the_gate()
    {
        var network = new NetworkSpec
        {
            Name = "residual",
            Input = [1, 28, 28],
            Layers =
            [
                new Conv2d(Stride: 2, Padding: 1) { Name = "first", InChannels = 1, OutChannels = 6, Kernel = 3 },
                new Conv2d(Padding: 1, Bias: false) { Name = "inner", InChannels = 6, OutChannels = 6, Kernel = 3 },
                new BatchNorm2d { Name = "norm", Features = 6 },
                new Add { Name = "joint", Inputs = ["first", "norm"] },
                new Relu { Name = "relu" },
                new GlobalAvgPool2d { Name = "mean" },
                new Linear { Name = "output", InFeatures = 6, OutFeatures = 10 },
            ],
        };
        File.WriteAllText(folder["residual.json"], network.ToJson());

        TrainAndExport("residual.json", epochs: 2, opsets: [13, 17, 21, 26]);
    }

    private void TrainAndExport(string network, int epochs, int[] opsets)
    {
        var training = ToolProcess.Run(folder.Path, "trainer", "train", "--data", "data", "--network", network, "--epochs", $"{epochs}", "--rate", "0.05", "--output", "run");
        Assert.True(training.Code == 0, $"{training}");
        foreach (var opset in opsets)
        {
            var export = ToolProcess.Run(folder.Path, "exporter", "export", "run", "--data", "data", "--opset", $"{opset}", "--output", $"{opset}.onnx", "--format", "json");

            Assert.True(export.Code == 0, $"{export}");
            var report = JsonDocument.Parse(export.Output).RootElement;
            Assert.Equal(report.GetProperty("data").GetProperty("expected").GetInt32(), report.GetProperty("data").GetProperty("correct").GetInt32());
        }
    }
}
