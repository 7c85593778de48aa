using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Importing;

/// <summary>Files of other programs: PyTorch's own, made by Foreign/make.py, and what a test makes up.</summary>
internal static class ForeignFile
{
    /// <summary>The path of one of PyTorch's; a whole path stays as it is.</summary>
    public static string At(string name) => Path.Combine(AppContext.BaseDirectory, "Foreign", name);

    /// <summary>Writes tensors.</summary>
    public static void Write(string path, Dictionary<string, TensorData> tensors)
    {
        using var stream = File.Create(path);
        new Safetensors(new Dictionary<string, string>(), tensors).Write(stream);
    }

    /// <summary>Imports a network and tensors into <c>checkpoint.safetensors</c> of a folder.</summary>
    public static ExporterRun Import(TempFolder folder, NetworkSpec network, Dictionary<string, TensorData> tensors, params string[] options)
    {
        File.WriteAllText(folder["own.json"], network.ToJson());
        Write(folder["own.safetensors"], tensors);
        return ExporterRun.Of(["import", folder["own.safetensors"], "--network", folder["own.json"], "-o", folder["checkpoint.safetensors"], .. options]);
    }
}
