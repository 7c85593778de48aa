using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Cuda;

namespace Toolchain.Inference.Devices.Doctor;

/// <summary>A <see cref="DoctorReport"/> for people.</summary>
internal static class DoctorTable
{
    /// <summary>Draws it.</summary>
    public static void Draw(DoctorReport report, Terminal terminal)
    {
        // facts and steps as lines: a table would break the paths and commands that people copy
        terminal.Output.Write(string.Concat(Facts(report).Select(fact => $"{fact.What,-15}{fact.Value}\n")));
        if (report.Cuda.Libraries.Count > 0)
        {
            Screen.ForResults(terminal).Write(Libraries(report.Cuda.Libraries));
        }

        if (report.Cuda.Steps.Count > 0)
        {
            terminal.Output.Write($"to run with --device {DeviceName.Cuda}:\n{string.Concat(report.Cuda.Steps.Select((step, i) => $"  {i + 1}. {step}\n"))}");
        }

        terminal.Output.Write(report.Device is { } device
            ? $"device {device} works ({report.RequestedDevice} was asked for: {report.Reason})\n"
            : $"device {report.RequestedDevice} does not work: {report.Reason}\n");
    }

    private static IEnumerable<(string What, string Value)> Facts(DoctorReport report)
    {
        yield return ("program", report.Program);
        yield return ("built with", $"{report.Package}, for {report.PackageDevice}");
        yield return ("ONNX Runtime", report.Runtime.Version);
        yield return ("its library", report.Runtime.Library ?? "the system does not tell");
        yield return ("providers", string.Join(", ", report.Providers));
        yield return ("session", report.Runtime.Session);
        yield return ("model", report.Model);
        yield return ("processor", $"{report.Processor.Name ?? "unknown"} ({report.Processor.Architecture}, {report.Processor.Processors} for this process)");
        yield return ("instructions", string.Join(", ", report.Processor.Features));
        foreach (var (name, value) in report.Environment)
        {
            yield return ("environment", $"{name}={value}");
        }

        yield return ("CUDA provider", report.Cuda.Provider is not { } provider ? report.Cuda.ProviderError ?? "not in this build" : report.Cuda.ProviderError is { } words ? $"{provider} does not load: {words}" : provider);
        yield return ("NVIDIA driver", Driver(report.Cuda.Driver));
        foreach (var gpu in report.Cuda.Driver.Gpus)
        {
            yield return ("GPU", $"{gpu.Name}, {gpu.MemoryBytes >> 20} MiB");
        }
    }

    private static string Driver(CudaDriver driver)
    {
        var version = driver.Version is { } module ? $"kernel module {module}" : "no kernel module";
        return driver.Cuda is { } cuda ? $"{version}, runs CUDA {cuda}{(driver.Words is { } words ? $"; {words}" : "")}" : $"{version}; {driver.Words}";
    }

    private static Table Libraries(IReadOnlyList<CudaLibrary> libraries)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("library").AddColumn("what").AddColumn("where the loader finds it");
        foreach (var library in libraries)
        {
            table.AddRow(
            [
                new Text(library.Name),
                new Text(library.OnDemand ? $"{library.Part}, where a model needs it" : library.Part),
                library.Path is { } path ? new Text(path) : new Text(library.Elsewhere is { } elsewhere ? $"nowhere; there is {elsewhere}" : "nowhere", new Style(Color.Red)),
            ]);
        }

        return table;
    }
}
