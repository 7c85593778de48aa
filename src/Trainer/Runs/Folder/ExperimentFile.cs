using System.Text.Json;
using System.Text.Json.Nodes;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>A <c>plan.json</c>, and how it may differ from a checkpoint.</summary>
internal static class ExperimentFile
{
    /// <summary>Reads the file and checks that it can be carried out.</summary>
    /// <exception cref="ToolException">It cannot be read, or is no plan (exit 3).</exception>
    public static Experiment Read(string path)
    {
        try
        {
            var experiment = Experiment.FromJson(File.ReadAllText(path));
            RequireDigits(experiment);
            return experiment;
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path}: {fault.Message}", "a plan.json, as 'trainer train' writes it into a run folder", "undo the edit, or take the copy it came from", fault);
        }
    }

    /// <summary>Refuses a checkpoint of another training than the plan's; the number of epochs may differ.</summary>
    /// <param name="plan">What the plan says.</param>
    /// <param name="planPath">Its file.</param>
    /// <param name="checkpoint">What the checkpoint says.</param>
    /// <param name="path">Its file.</param>
    /// <exception cref="ToolException">They differ; the message names where (exit 3).</exception>
    public static void RequireSame(Experiment plan, string planPath, Checkpoint checkpoint, string path)
    {
        var difference = Difference(Node(plan.Network.ToJson()), Node(checkpoint.Network.ToJson()), "network")
            ?? Difference(Node((plan.Plan with { Epochs = checkpoint.Plan.Epochs }).ToJson()), Node(checkpoint.Plan.ToJson()), "plan")
            ?? (plan.Data is { } data && !data.SameContent(checkpoint.Data) ? new Place("data", data.Name, checkpoint.Data.Name) : null);
        if (difference is { } place)
        {
            throw ToolException.BadInput(
                $"{path} belongs to another training: its {place.Name} is {place.Right}, but {planPath} says {place.Left}",
                "a plan and checkpoints of one run (only the number of epochs may change)",
                $"put the run's own file back, or begin another run with 'trainer train --plan {planPath}'");
        }
    }

    // every data set of ours has pictures of one size and ten classes
    private static void RequireDigits(Experiment experiment)
    {
        var input = experiment.Network.Input;
        if (!input.SequenceEqual([DatasetFolder.Side, DatasetFolder.Side]) || experiment.Network.Classes != DatasetFolder.Classes)
        {
            throw new FormatException($"the network takes [{string.Join(", ", input)}] and gives {experiment.Network.Classes} classes; it must take [{DatasetFolder.Side}, {DatasetFolder.Side}] and give {DatasetFolder.Classes}");
        }
    }

    private static JsonNode? Node(string json) => JsonNode.Parse(json);

    /// <summary>The first place where two values differ, or null.</summary>
    private static Place? Difference(JsonNode? left, JsonNode? right, string name)
    {
        switch (left, right)
        {
            case (JsonObject first, JsonObject second):
                return first.Select(pair => pair.Key).Union(second.Select(pair => pair.Key))
                    .Select(key => Difference(first[key], second[key], $"{name}.{key}"))
                    .FirstOrDefault(place => place is not null);
            case (JsonArray first, JsonArray second) when first.Count == second.Count:
                return first.Zip(second)
                    .Select((pair, place) => Difference(pair.First, pair.Second, $"{name}[{place}]"))
                    .FirstOrDefault(place => place is not null);
            default:
                return JsonNode.DeepEquals(left, right) ? null : new Place(name, Text(left), Text(right));
        }
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(JsonSerializerOptions.Default) ?? "absent";

    private sealed record Place(string Name, string Left, string Right);
}
