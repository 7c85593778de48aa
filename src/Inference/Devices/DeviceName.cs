namespace Toolchain.Inference.Devices;

/// <summary>The devices a user may ask for, as written.</summary>
internal static class DeviceName
{
    /// <summary>CUDA where it works, otherwise the CPU.</summary>
    public const string Auto = "auto";

    /// <summary>The CPU.</summary>
    public const string Cpu = "cpu";

    /// <summary>An NVIDIA GPU.</summary>
    public const string Cuda = "cuda";
}
