using System.Text.Json.Serialization;

namespace Toolchain.Inference.Devices.Cuda;

/// <summary>A library that CUDA needs, as the system's loader sees it.</summary>
/// <param name="Name">The name that the loader is asked for.</param>
/// <param name="Part">What it is.</param>
/// <param name="OnDemand">Whether it is only loaded by models that need it.</param>
/// <param name="Path">The file that was loaded; null: the loader does not find it, or does not take it.</param>
/// <param name="Words">What the loader says.</param>
/// <param name="Elsewhere">A file of the name, or of another version, where the loader does not look.</param>
internal sealed record CudaLibrary(string Name, string Part, bool OnDemand, string? Path = null, string? Words = null, string? Elsewhere = null)
{
    /// <summary>Whether the very library is there, and the loader only does not look where it lies.</summary>
    [JsonIgnore]
    public bool IsElsewhere => Elsewhere is not null && System.IO.Path.GetFileName(Elsewhere).StartsWith(Name, StringComparison.OrdinalIgnoreCase);
}
