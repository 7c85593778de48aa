using System.CommandLine;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;

namespace Toolchain.Inference.Models;

/// <summary><c>inference inspect</c>: what a model says of itself.</summary>
internal static class InspectCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = InferenceOptions.Model();
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var timeout = InferenceOptions.Timeout();
        var place = new DeviceOptions(DeviceName.Cpu, "where to open it; cuda ends with 4 where the GPU does not take all of it");
        var command = new ToolCommand(
            "inspect",
            "Shows a model's inputs and outputs, its quality and where it comes from.",
            "inference inspect",
            "inference inspect --model model.onnx --format json")
        {
            model, format, timeout,
        };
        place.AddTo(command);
        command.SetAction(parsed =>
        {
            using var opened = LoadedModel.Open(place.Of(parsed, terminal, parsed.GetValue(model), parsed.GetValue(timeout)));
            var description = ModelDescription.Of(opened);
            if (parsed.GetValue(format) == ResultFormat.Json)
            {
                terminal.Output.Write(JsonSerializer.Serialize(description, InferenceJson.Readable.ModelDescription) + "\n");
            }
            else
            {
                description.Draw(terminal);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
