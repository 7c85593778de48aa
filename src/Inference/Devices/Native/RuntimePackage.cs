using System.Reflection;

namespace Toolchain.Inference.Devices.Native;

/// <summary>The package of ONNX Runtime that this program was built with.</summary>
internal static class RuntimePackage
{
    /// <summary>Its name: <c>Microsoft.ML.OnnxRuntime</c>, or <c>Microsoft.ML.OnnxRuntime.Gpu</c> with <c>-p:Gpu=true</c>.</summary>
    public static string Name { get; } = Built("OnnxRuntimePackage");

    /// <summary>What it is for: <see cref="DeviceName.Cpu"/> or <see cref="DeviceName.Cuda"/>.</summary>
    public static string Device => Name.EndsWith(".Gpu", StringComparison.Ordinal) ? DeviceName.Cuda : DeviceName.Cpu;

    /// <summary>Its version.</summary>
    public static string Version { get; } = Built("OnnxRuntimeVersion");

    // written by build/OnnxRuntime.props
    private static string Built(string key) =>
        typeof(RuntimePackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == key).Value!;
}
