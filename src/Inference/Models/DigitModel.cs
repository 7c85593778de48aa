using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models.Ports;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Models;

/// <summary>A digit classifier, checked and ready to run: one that our exporter made, or one of others.</summary>
internal sealed class DigitModel : IDisposable
{
    private readonly LoadedModel loaded;

    private DigitModel(LoadedModel loaded, ModelReading reading) => (this.loaded, Reading) = (loaded, reading);

    /// <summary>Where it was read from.</summary>
    public string Path => loaded.Path;

    /// <summary>The device that runs it.</summary>
    public string Device => loaded.Device;

    /// <summary>The device the user asked for.</summary>
    public string RequestedDevice => loaded.RequestedDevice;

    /// <summary>Why it runs where it does.</summary>
    public string DeviceReason => loaded.DeviceReason;

    /// <summary>What runs it.</summary>
    public RuntimeFacts Runtime => RuntimeFacts.Of(loaded.Plan);

    /// <summary>How it is fed and what its answers mean.</summary>
    public ModelReading Reading { get; private set; }

    /// <summary>What each class is called, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Reading.ClassNames;

    /// <summary>Whether it was cut off for taking too long, so that trying again would only take as long.</summary>
    public bool IsCutOff => loaded.Limit.IsOver;

    /// <summary>Opens a model.</summary>
    /// <exception cref="ToolException">It is no model that can be fed or understood (exit 3), or not without the user's word (exit 2), or the device is not available (exit 4).</exception>
    public static DigitModel Open(ModelRequest request)
    {
        var loaded = LoadedModel.Open(request);
        try
        {
            return new DigitModel(loaded, loaded.Read(request.Hints));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Opens a model and tells the user what is assumed of it and, when the choice was ours, where it runs.</summary>
    public static DigitModel Open(ModelRequest request, Terminal terminal)
    {
        var model = Open(request);
        foreach (var note in model.Reading.Notes)
        {
            terminal.Error.WriteLine($"{InferenceProgram.Name}: {Printable.Of(note)}");
        }

        if (request.Device == DeviceName.Auto)
        {
            terminal.Error.WriteLine($"{InferenceProgram.Name}: device {model.Device}: {model.DeviceReason}");
        }

        return model;
    }

    /// <summary>Makes room for running batches; one for each thread that runs them.</summary>
    /// <param name="most">Pictures of a full batch, where the model leaves that open.</param>
    public DigitBatch CreateBatch(int most = DigitBatch.Usual) => new(loaded, Reading, most);

    /// <summary>Lets the model see its pixels differently from now on; batches made before keep what they have.</summary>
    public void Rescale(PixelScale scale) => Reading = Reading with { Input = Reading.Input with { Scale = scale } };

    /// <inheritdoc/>
    public void Dispose() => loaded.Dispose();
}
