using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Native;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Devices.Doctor;

/// <summary><c>inference doctor</c>: what ONNX Runtime finds here, and whether a device works.</summary>
internal static class DoctorCommand
{
    private static readonly string[] Variables = [LoaderWords.SearchPath, "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "CUDA_HOME", "CONDA_PREFIX"];

    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var place = new DeviceOptions();
        var model = InferenceOptions.Model();
        var timeout = InferenceOptions.Timeout();
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "doctor",
            "Shows what ONNX Runtime finds here: driver, CUDA and cuDNN libraries, the library that is loaded, the processor; ends with 4 when the device asked for does not work.",
            "inference doctor",
            "inference doctor --device cuda --format json",
            "inference doctor --native /opt/onnxruntime/lib")
        {
            model, format, timeout,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            var report = Examine(place.Of(parsed, terminal, parsed.GetValue(model), parsed.GetValue(timeout)));
            if (parsed.GetValue(format) == ResultFormat.Json)
            {
                terminal.Output.Write(JsonSerializer.Serialize(report, InferenceJson.Readable.DoctorReport) + "\n");
            }
            else
            {
                DoctorTable.Draw(report, terminal);
            }

            return report.Fault is { } fault ? Fault.Tell(terminal, InferenceProgram.Name, fault) : (int)ExitCode.Done;
        });
        return command;
    }

    private static DoctorReport Examine(ModelRequest request)
    {
        var (works, reason, fault) = Try(request);
        return new DoctorReport
        {
            RequestedDevice = request.Device,
            Device = works,
            Reason = reason,
            Model = request.Path,
            Program = $"{InferenceProgram.Name} {typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3)} for {LibraryTarget.OfThisProcess}, {(RuntimeFeature.IsDynamicCodeCompiled ? RuntimeInformation.FrameworkDescription : "native code")}",
            Package = $"{RuntimePackage.Name} {RuntimePackage.Version}",
            PackageDevice = RuntimePackage.Device,
            Runtime = RuntimeFacts.Of(request.Session),
            Providers = Runtime.Providers,
            Environment = Variables.Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }).ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!),
            Processor = Processor.OfThisMachine(),
            Cuda = CudaExamination.Examine(),
            Fault = fault,
        };
    }

    // only a run proves a device: drivers and kernels fail as late as that
    private static (string? Device, string Reason, ToolException? Fault) Try(ModelRequest request)
    {
        try
        {
            using var model = DigitModel.Open(request);
            using var batch = model.CreateBatch();
            batch.Run(1);
            return (model.Device, model.DeviceReason, null);
        }
        catch (ToolException fault)
        {
            return (null, fault.Found, fault);
        }
    }
}
