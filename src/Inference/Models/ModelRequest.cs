using Toolchain.Inference.Devices;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Models;

/// <summary>Which model to open, where, and what the user says of it.</summary>
/// <param name="Path">The ONNX file.</param>
/// <param name="Device">As the user wrote it.</param>
/// <param name="Session">The settings of its session; null: the default ones.</param>
/// <param name="Timeout">The longest time of one call of ONNX Runtime; null: no limit.</param>
internal sealed record ModelRequest(string Path, string Device = DeviceName.Cpu, SessionPlan? Session = null, TimeSpan? Timeout = null)
{
    /// <summary>The settings of its session.</summary>
    public SessionPlan Session { get; init; } = Session ?? new();

    /// <summary>What the user says of the model.</summary>
    public ReadingHints Hints { get; init; } = new();
}
