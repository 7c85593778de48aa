using System.Runtime.InteropServices;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Devices.Native;

/// <summary>Asks a library of ONNX Runtime for its version before the binding trusts it.</summary>
internal static class NativeVersion
{
    // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t); const char* (*GetVersionString)(void); }: onnxruntime_c_api.h, the same since 1.0
    private static readonly int GetVersionString = IntPtr.Size;

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate nint PointerFunction();

    /// <summary>The version, such as <c>1.31.1</c>.</summary>
    /// <exception cref="ToolException">The library is not ONNX Runtime's (exit 3).</exception>
    public static string Of(nint library, string path)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
        {
            throw ToolException.BadInput(
                $"{path} is a library without OrtGetApiBase",
                "the library of ONNX Runtime, which exports it",
                "name the folder of a build of ONNX Runtime");
        }

        var table = Marshal.GetDelegateForFunctionPointer<PointerFunction>(entry)();
        var version = Marshal.GetDelegateForFunctionPointer<PointerFunction>(Marshal.ReadIntPtr(table, GetVersionString))();
        return Marshal.PtrToStringUTF8(version) ?? "";
    }
}
