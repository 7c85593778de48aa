using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Devices.Native;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Devices;

/// <summary>A session and the device it runs on.</summary>
/// <param name="Session">The session.</param>
/// <param name="Device"><see cref="DeviceName.Cpu"/> or <see cref="DeviceName.Cuda"/>: what runs, never what was asked for.</param>
/// <param name="Reason">Why this device, in half a sentence.</param>
internal sealed record DeviceSession(InferenceSession Session, string Device, string Reason)
{
    private const string NoFallback = "session.disable_cpu_ep_fallback";

    /// <summary>Opens a model on a device.</summary>
    /// <param name="request">A file that exists, and where to run it.</param>
    /// <param name="limit">How long opening may take.</param>
    /// <exception cref="ToolException">The device is not available (exit 4), the file is no model that ONNX Runtime takes (exit 3), or it opens without the plan's own keys of ONNX Runtime only (exit 2).</exception>
    public static DeviceSession Open(ModelRequest request, RunLimit limit)
    {
        switch (request.Device)
        {
            case DeviceName.Cpu:
                return new(OnCpu(request, limit), DeviceName.Cpu, "as asked");
            case DeviceName.Cuda:
                return new(OnCuda(request, limit), DeviceName.Cuda, "as asked");
            default:
                try
                {
                    return new(OnCuda(request, limit), DeviceName.Cuda, "it works here");
                }
                catch (ToolException fault) when (fault.Code == ExitCode.DeviceUnavailable)
                {
                    return new(OnCpu(request, limit), DeviceName.Cpu, fault.Found);
                }
        }
    }

    private static InferenceSession OnCpu(ModelRequest request, RunLimit limit)
    {
        using var settings = Runtime.Settings(request.Session);
        try
        {
            return Create(request.Path, settings, limit);
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refusal(request, fault, limit);
        }
    }

    // words about a key do not always name it: whether the settings or the model are at fault, opening without them tells
    private static ToolException Refusal(ModelRequest request, OnnxRuntimeException fault, RunLimit limit)
    {
        if (request.Session.Entries.Count == 0)
        {
            return ModelRefusal.WhileOpening(request.Path, fault);
        }

        try
        {
            using var plain = Runtime.Settings(request.Session with { Entries = [] });
            limit.Release(Create(request.Path, plain, limit));
            return request.Session.Refusal(request.Path, fault);
        }
        catch (OnnxRuntimeException)
        {
            return ModelRefusal.WhileOpening(request.Path, fault);
        }
    }

    private static InferenceSession OnCuda(ModelRequest request, RunLimit limit)
    {
        if (!Runtime.Providers.Contains(CudaFault.Provider))
        {
            throw CudaFault.NotInBuild(Runtime.Providers, NativeBuild.Used?.Library);
        }

        RuntimeLog.Take();
        using var settings = Runtime.Settings(request.Session);
        // who asks for the GPU must not get the CPU in silence, unless the settings say so
        if (!request.Session.Entries.Any(entry => entry.Key == NoFallback))
        {
            settings.AddSessionConfigEntry(NoFallback, "1");
        }

        try
        {
            settings.AppendExecutionProvider_CUDA(0);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw CudaFault.From(Said(fault), fault, Missing);
        }

        try
        {
            return Create(request.Path, settings, limit);
        }
        catch (OnnxRuntimeException fault)
        {
            throw CudaFault.IsMeantBy(fault.Message) ? CudaFault.From(Said(fault), fault, Missing) : Refusal(request, fault, limit);
        }
    }

    // folding constants or a network of many layers can take as long as a run
    private static InferenceSession Create(string path, SessionOptions settings, RunLimit limit)
    {
        InferenceSession? session = null;
        limit.Run($"{path} does not open", () => session = new InferenceSession(path, settings), () => settings.SetLoadCancellationFlag(true));
        return session!;
    }

    // what a provider's library lacks, ONNX Runtime tells its log only
    private static string Said(Exception fault) => string.Join("; ", RuntimeLog.Take().Prepend(fault.Message).Select(CudaFault.Words));

    private static (string Library, string Words)? Missing() => CudaLibraries.FirstMissing(Path.GetDirectoryName(Runtime.Library));
}
