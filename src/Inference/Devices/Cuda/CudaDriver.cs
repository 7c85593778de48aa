using System.Runtime.InteropServices;
using System.Text;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Devices.Cuda;

/// <summary>A GPU that the driver lists.</summary>
/// <param name="Name">As NVIDIA calls it.</param>
/// <param name="MemoryBytes">Its memory.</param>
internal sealed record CudaGpu(string Name, long MemoryBytes);

/// <summary>The NVIDIA driver, asked itself.</summary>
/// <param name="Version">The version of its kernel module, such as <c>580.65.06</c>; null: none is loaded, or the system does not tell.</param>
/// <param name="Cuda">The latest CUDA it runs, such as <c>13.0</c>; null: its library is missing.</param>
/// <param name="Gpus">What it lists.</param>
/// <param name="Words">Why it does not work, in its own or the loader's words; null where it works.</param>
internal sealed record CudaDriver(string? Version, string? Cuda, IReadOnlyList<CudaGpu> Gpus, string? Words)
{
    private const string ModuleVersion = "/sys/module/nvidia/version";
    private const int LongestName = 256;

    // CUDA Driver API: CUresult is 0 when all went well
    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int Initialize(uint flags);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int Count(out int value);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int NameOf(byte[] name, int length, int device);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int MemoryOf(out nuint bytes, int device);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate int Explain(int error, out nint text);

    /// <summary>Asks the driver.</summary>
    public static CudaDriver Ask()
    {
        var module = File.Exists(ModuleVersion) ? File.ReadAllText(ModuleVersion).Trim() : null;
        try
        {
            return Ask(NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : CudaLibraries.Driver), module);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return new(module, null, [], LoaderWords.Of(fault));
        }
    }

    private static CudaDriver Ask(nint library, string? module)
    {
        // 13000 is 13.0
        var cuda = Function<Count>(library, "cuDriverGetVersion")(out var number) == 0 ? $"{number / 1000}.{number % 1000 / 10}" : null;
        var error = Function<Initialize>(library, "cuInit")(0);
        var count = 0;
        if (error == 0)
        {
            error = Function<Count>(library, "cuDeviceGetCount")(out count);
        }

        return error == 0
            ? new(module, cuda, [.. Enumerable.Range(0, count).Select(device => Gpu(library, device))], count == 0 ? "it lists no GPU" : null)
            : new(module, cuda, [], $"{(Function<Explain>(library, "cuGetErrorString")(error, out var text) == 0 ? Marshal.PtrToStringUTF8(text) : "it fails")} (CUDA error {error})");
    }

    private static CudaGpu Gpu(nint library, int device)
    {
        var name = new byte[LongestName];
        var named = Function<NameOf>(library, "cuDeviceGetName")(name, name.Length, device) == 0;
        var measured = Function<MemoryOf>(library, "cuDeviceTotalMem_v2")(out var bytes, device) == 0;
        return new(named ? Encoding.UTF8.GetString(name).TrimEnd('\0') : $"GPU {device}", measured ? (long)bytes : 0);
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
