using System.Text.Json.Serialization;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Cuda;

namespace Toolchain.Inference.Devices.Doctor;

/// <summary>What ONNX Runtime finds on this machine; the JSON object of <c>inference doctor</c>.</summary>
internal sealed record DoctorReport
{
    /// <summary>The device that was asked for.</summary>
    public required string RequestedDevice { get; init; }

    /// <summary>The device that ran a picture; absent when none did.</summary>
    public string? Device { get; init; }

    /// <summary>Why that one, or why none.</summary>
    public required string Reason { get; init; }

    /// <summary>The model that was tried.</summary>
    public required string Model { get; init; }

    /// <summary>The program: its version, and whether it is native code or runs on .NET.</summary>
    public required string Program { get; init; }

    /// <summary>The package the program was built with, such as <c>Microsoft.ML.OnnxRuntime 1.31.1</c>.</summary>
    public required string Package { get; init; }

    /// <summary>What that package is for: <c>cpu</c> or <c>cuda</c>.</summary>
    public required string PackageDevice { get; init; }

    /// <summary>ONNX Runtime: its version, the file that is loaded and the settings of sessions.</summary>
    public required RuntimeFacts Runtime { get; init; }

    /// <summary>The execution providers in that library.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Variables that are set and change what is found.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The processor.</summary>
    public required Processor Processor { get; init; }

    /// <summary>What stands between this machine and CUDA.</summary>
    public required CudaFindings Cuda { get; init; }

    /// <summary>The fault behind it, when the device does not work.</summary>
    [JsonIgnore]
    public ToolException? Fault { get; init; }
}

/// <summary>What stands between a machine and CUDA.</summary>
/// <param name="Provider">The file of the CUDA provider; null: this build has none.</param>
/// <param name="ProviderError">Why it does not load, in the words of ONNX Runtime and the loader; null where it loads, or there is none.</param>
/// <param name="Driver">The NVIDIA driver.</param>
/// <param name="Libraries">What the provider needs, in the loader's order.</param>
/// <param name="Steps">What to do, in order; none where nothing is missing.</param>
internal sealed record CudaFindings(string? Provider, string? ProviderError, CudaDriver Driver, IReadOnlyList<CudaLibrary> Libraries, IReadOnlyList<string> Steps);
