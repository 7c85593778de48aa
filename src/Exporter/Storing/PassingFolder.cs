using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Running;

namespace Toolchain.Exporter.Storing;

/// <summary>A model of two files on its way through ONNX Runtime, which takes such from a disk alone; they go with this object.</summary>
internal sealed class PassingFolder : IDisposable
{
    private const string Model = "model.onnx";

    private readonly string folder = Directory.CreateTempSubdirectory("exporter-").FullName;

    /// <summary>Writes the files.</summary>
    /// <exception cref="ToolException">The disk is full (exit 75).</exception>
    public PassingFolder(ModelContent model)
    {
        try
        {
            ModelFiles.Write(Path.Combine(folder, Model), model);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Loads the model.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public InferenceSession Open()
    {
        try
        {
            return Runtime.Open(Path.Combine(folder, Model));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
