using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter;
using Toolchain.TestKit;
using static TorchSharp.torch;

namespace Toolchain.TorchModules.Tests;

/// <summary>Saves modules, and sends what was saved through the real exporter and its gate.</summary>
internal sealed class Exported : IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>The last checkpoint.</summary>
    public string File => folder["n.safetensors"];

    /// <summary>Its network.</summary>
    public NetworkSpec Network => TrainedNetwork.Load(File).Network;

    /// <summary>Its only layer of a kind.</summary>
    public TLayer Layer<TLayer>()
        where TLayer : LayerSpec => Network.Layers.OfType<TLayer>().Single();

    public void Dispose() => folder.Dispose();

    /// <summary>Saves a module in evaluation mode and exports it.</summary>
    public void Save(nn.Module<Tensor, Tensor> module, Tensor example, SaveOptions? options = null)
    {
        module.eval();
        NetworkCheckpoint.Save(module, example, File, options);
        var terminal = new RecordingTerminal();

        var code = ExporterProgram.Run(["export", File, "-o", folder["m.onnx"], "--force"], terminal.Terminal);

        Assert.True(code == 0, terminal.Output + terminal.Error);
    }

    /// <summary>Expects a refusal that says so, and no file.</summary>
    public void Refuses(nn.Module<Tensor, Tensor> module, Tensor example, string said, SaveOptions? options = null)
    {
        module.eval();
        var fault = Assert.Throws<ToolException>(() => NetworkCheckpoint.Save(module, example, folder["refused"], options));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder["refused"], folder.Files);
    }
}
