using System.Text.Json;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>What is trained, and how: the content of a run's <c>plan.json</c>.</summary>
/// <param name="Network">What.</param>
/// <param name="Plan">How.</param>
/// <param name="Data">On what; absent where that is left open.</param>
public sealed record Experiment(NetworkSpec Network, TrainingPlan Plan, DatasetIdentity? Data = null)
{
    /// <summary>The JSON form, a line for each member.</summary>
    public string ToJson() => Json.Write(Write, indented: true);

    /// <summary>Reads and checks the JSON form.</summary>
    /// <exception cref="FormatException">It is no experiment, or one that cannot be carried out.</exception>
    public static Experiment FromJson(string json)
    {
        var experiment = Json.Read(json, ContractsJson.Default.Experiment, "plan");
        if (experiment.Network is null || experiment.Plan is null)
        {
            throw new FormatException($"the plan has no '{(experiment.Network is null ? "network" : "plan")}'");
        }

        experiment.Network.RequirePictureClassifier();
        experiment.Plan.Validate();
        return experiment;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("network");
        NetworkWriter.Write(json, Network);
        json.WritePropertyName("plan");
        JsonSerializer.Serialize(json, Plan, ContractsJson.Default.TrainingPlan);
        if (Data is not null)
        {
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, Data, ContractsJson.Default.DatasetIdentity);
        }

        json.WriteEndObject();
    }
}
