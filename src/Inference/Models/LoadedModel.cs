using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models.Ports;
using Toolchain.Inference.Models.Reading;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata;

namespace Toolchain.Inference.Models;

/// <summary>A model that ONNX Runtime has taken, whatever it is for and whoever made it.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(ModelRequest request, DeviceSession opened, RunLimit limit)
    {
        Path = request.Path;
        Limit = limit;
        Session = opened.Session;
        Device = opened.Device;
        DeviceReason = opened.Reason;
        RequestedDevice = request.Device;
        Plan = request.Session;
        Signature = ModelSignature.Of(Session);
        var properties = Session.ModelMetadata.CustomMetadataMap;
        Metadata = properties.ContainsKey(ModelMetadata.VersionKey) ? Understood(() => ModelMetadata.FromProperties(properties)) : null;
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>How long ONNX Runtime may take.</summary>
    public RunLimit Limit { get; }

    /// <summary>ONNX Runtime's side of it.</summary>
    public InferenceSession Session { get; }

    /// <summary>The device that runs it.</summary>
    public string Device { get; }

    /// <summary>The device the user asked for.</summary>
    public string RequestedDevice { get; }

    /// <summary>The settings of its session.</summary>
    public SessionPlan Plan { get; }

    /// <summary>Why it runs where it does.</summary>
    public string DeviceReason { get; }

    /// <summary>Its inputs and outputs.</summary>
    public ModelSignature Signature { get; }

    /// <summary>What it says of itself; null for a model that others made.</summary>
    public ModelMetadata? Metadata { get; }

    /// <summary>Opens a model.</summary>
    /// <exception cref="ToolException">It is no model that ONNX Runtime takes in time, or it carries damaged metadata of ours (exit 3), or the device is not available (exit 4).</exception>
    public static LoadedModel Open(ModelRequest request)
    {
        ModelFile.Check(request.Path);
        var limit = new RunLimit(request.Timeout);
        var opened = DeviceSession.Open(request, limit);
        try
        {
            return new LoadedModel(request, opened, limit);
        }
        catch
        {
            opened.Session.Dispose();
            throw;
        }
    }

    /// <summary>Finds out how to feed it and what its answers mean.</summary>
    /// <param name="hints">What the user says.</param>
    /// <exception cref="ToolException">It is no classifier of pictures of digits' size (exit 3), or cannot be read without the user's word (exit 2).</exception>
    public ModelReading Read(ReadingHints hints) =>
        Metadata is { Input.IsOfPictures: true } ? OwnReading.Of(this, Metadata, hints) : ForeignReading.Of(this, hints with { ClassNames = hints.ClassNames ?? Metadata?.ClassNames });

    /// <summary>Reads what is no matter for running it: network, plan, data and quality.</summary>
    /// <returns>Null when the model says nothing of it.</returns>
    /// <exception cref="ToolException">It is damaged (exit 3).</exception>
    public T? Provenance<T>(Func<ModelMetadata, T?> read)
        where T : class => Metadata is null ? null : Understood(() => read(Metadata));

    /// <inheritdoc/>
    public void Dispose() => Limit.Release(Session);

    private T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput(
                $"{Path} carries metadata that cannot be understood: {fault.Message}",
                $"metadata of format version {ModelMetadata.FormatVersion} or {ModelMetadata.GeneralFormatVersion}, whole",
                "export the model again, or update this program",
                fault);
        }
    }
}
