using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata;

namespace Toolchain.Inference.Models;

/// <summary>An exported digit classifier, checked and ready to run.</summary>
internal sealed class DigitModel : IDisposable
{
    private readonly InferenceSession session;

    private DigitModel(string path, DeviceSession opened)
    {
        session = opened.Session;
        Path = path;
        Device = opened.Device;
        DeviceReason = opened.Reason;
        Metadata = MetadataOf(path, session);
        Signature = ModelSignature.Of(session);
        Signature.Check(path, Metadata);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>The device that runs it.</summary>
    public string Device { get; }

    /// <summary>Why that one.</summary>
    public string DeviceReason { get; }

    /// <summary>What it says of itself.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>What each class is called.</summary>
    public IReadOnlyList<string> ClassNames => Metadata.ClassNames!; // a model without them is refused

    /// <summary>Its inputs and outputs.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="device">As the user wrote it.</param>
    /// <param name="threads">Threads that work on one batch.</param>
    /// <exception cref="ToolException">It is no model of ours (exit 3), or the device is not available (exit 4).</exception>
    public static DigitModel Open(string path, string device = DeviceName.Cpu, int threads = 1)
    {
        ModelFile.Check(path);
        var opened = DeviceSession.Open(path, device, threads);
        try
        {
            return new DigitModel(path, opened);
        }
        catch
        {
            opened.Session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a model and tells the user where it runs, when the choice was ours.</summary>
    public static DigitModel Open(string path, string device, int threads, Terminal terminal)
    {
        var model = Open(path, device, threads);
        if (device == DeviceName.Auto)
        {
            terminal.Error.WriteLine($"{InferenceProgram.Name}: device {model.Device}: {model.DeviceReason}");
        }

        return model;
    }

    /// <summary>Makes room for running batches; one for each thread that runs them.</summary>
    public DigitBatch CreateBatch() => new(session, this);

    /// <summary>Reads what is no matter for running it: network, plan, data and quality.</summary>
    /// <exception cref="ToolException">It is damaged (exit 3).</exception>
    public T Provenance<T>(Func<ModelMetadata, T> read) => Understood(Path, () => read(Metadata));

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static ModelMetadata MetadataOf(string path, InferenceSession session)
    {
        var properties = session.ModelMetadata.CustomMetadataMap;
        if (!properties.ContainsKey(ModelMetadata.VersionKey))
        {
            throw ToolException.BadInput(
                $"{path} does not carry the metadata '{ModelMetadata.VersionKey}'",
                "a model that our exporter made; models made by others are not supported yet",
                "make one from a checkpoint with 'exporter export'");
        }

        return Understood(path, () => ModelMetadata.FromProperties(properties));
    }

    private static T Understood<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput(
                $"{path} carries metadata that cannot be understood: {fault.Message}",
                $"metadata of format version {ModelMetadata.FormatVersion}, whole",
                "export the model again, or update this program",
                fault);
        }
    }
}
