using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models;

/// <summary>A model as a file, before ONNX Runtime sees it.</summary>
internal static class ModelFile
{
    /// <summary>What would have been right, for messages.</summary>
    public const string Expected = "an ONNX file, such as 'exporter export' writes";

    /// <summary>What to do, for messages.</summary>
    public const string Next = "name a model with --model; 'exporter export' makes one from a checkpoint";

    /// <summary>The model that is published with the program.</summary>
    public static string Published => Path.Combine(AppContext.BaseDirectory, "models", "mnist-cnn", "model.onnx");

    /// <summary>Refuses what cannot be a model.</summary>
    /// <exception cref="ToolException">Nothing there, a folder, a pipe or device, an empty or unreadable file (exit 3).</exception>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.BadInput($"{path} is a folder", Expected, Next);
        }

        if (!File.Exists(path))
        {
            throw ToolException.BadInput(path == Published ? $"the published model {path} is missing" : $"the model {path} does not exist", Expected, Next);
        }

        try
        {
            if (FileLength.Of(path) == 0)
            {
                throw ToolException.BadInput($"the model {path} is empty, or a pipe or device", Expected, Next);
            }

            using var file = File.OpenRead(path);
            if (!file.CanSeek)
            {
                throw ToolException.BadInput($"the model {path} is a pipe or device", Expected, Next);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"the model {path} cannot be read: {fault.Message}", Expected, Next, fault);
        }
    }
}
