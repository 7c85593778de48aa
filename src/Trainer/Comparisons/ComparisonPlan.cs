using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Toolchain.Contracts;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Runs;

namespace Toolchain.Trainer.Comparisons;

/// <summary>A schedule under comparison.</summary>
/// <param name="Name">As the user wrote it: the name of its row.</param>
/// <param name="Schedule">What it is.</param>
internal sealed record ComparedSchedule(string Name, Schedule Schedule)
{
    private const int LongestFolder = 60;

    /// <summary>The name as part of a path: letters, digits, dots and hyphens.</summary>
    [JsonIgnore]
    public string FolderName
    {
        get
        {
            var plain = Regex.Replace(Name, "[^A-Za-z0-9.]+", "-").Trim('-', '.');
            return plain.Length <= LongestFolder ? plain : plain[..LongestFolder];
        }
    }
}

/// <summary>What is compared: every schedule with every seed, all else equal. Two comparisons with equal plans give equal files.</summary>
/// <param name="Network">What is trained.</param>
/// <param name="Plan">How; schedule and seed of each run take the place of this one's.</param>
/// <param name="Schedules">The schedules, in the order of the report.</param>
/// <param name="Baseline">Position of the constant rate that the others are measured against.</param>
/// <param name="Seeds">The seeds, in the order of the report.</param>
/// <param name="Target">The validation accuracy that steps are counted to.</param>
/// <param name="EvaluateEvery">Steps between validations inside an epoch; absent: at the end of each epoch alone.</param>
/// <param name="Data">What it is trained on.</param>
internal sealed record ComparisonPlan(
    NetworkSpec Network,
    TrainingPlan Plan,
    IReadOnlyList<ComparedSchedule> Schedules,
    int Baseline,
    IReadOnlyList<ulong> Seeds,
    double Target,
    int? EvaluateEvery,
    DatasetIdentity Data)
{
    /// <summary>The command that gives this comparison, without paths.</summary>
    [JsonIgnore]
    public string Command
    {
        get
        {
            var schedules = string.Join(' ', Schedules.Select(compared => Quoted(ScheduleCatalog.Write(compared.Schedule))));
            var grain = EvaluateEvery is { } steps ? $" --evaluate-every {steps}" : "";
            return CommandText.Of(new Experiment(Network, Plan), "compare", $"--schedules {schedules} --seeds {SeedList.Write(Seeds)} --target {Target}{grain}");
        }
    }

    /// <summary>The training of a schedule and a seed.</summary>
    public Experiment ExperimentOf(ComparedSchedule schedule, ulong seed) => new(Network, Plan with { Schedule = schedule.Schedule, Seed = seed });

    /// <summary>The JSON form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Readable.ComparisonPlan) + "\n";

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="FormatException">It is no plan of a comparison.</exception>
    public static ComparisonPlan FromJson(string json)
    {
        var plan = Json.Read(json, ComparisonJson.Readable.ComparisonPlan, "plan");
        if (plan is not { Network: not null, Plan: not null, Schedules.Count: > 0, Seeds.Count: > 0, Data: not null } || plan.Baseline < 0 || plan.Baseline >= plan.Schedules.Count)
        {
            throw new FormatException("the plan is no comparison: network, plan, schedules, seeds or data are missing");
        }

        plan.Network.RequirePictureClassifier();
        foreach (var compared in plan.Schedules)
        {
            compared.Schedule.Validate();
        }

        return plan with { Plan = TrainingPlan.FromJson(plan.Plan.ToJson()) };
    }

    /// <summary>What the other comparison has otherwise, by name; names of rows do not count. Empty: it is the same comparison.</summary>
    public IReadOnlyList<string> DifferencesFrom(ComparisonPlan other)
    {
        var (mine, others) = (Facts(), other.Facts());
        return [.. mine.Keys.Union(others.Keys).Where(name => mine.GetValueOrDefault(name) != others.GetValueOrDefault(name))
            .Select(name => $"{name} {others.GetValueOrDefault(name, "none")} there, {mine.GetValueOrDefault(name, "none")} here")];
    }

    // what decides the bits, by name, each as one text
    private SortedDictionary<string, string> Facts()
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["schedules"] = string.Join(' ', Schedules.Select(compared => ScheduleCatalog.Write(compared.Schedule))),
            ["baseline"] = ScheduleCatalog.Write(Schedules[Baseline].Schedule),
            ["seeds"] = SeedList.Write(Seeds),
            ["target"] = $"{Target}",
            ["evaluate-every"] = EvaluateEvery is { } steps ? $"{steps}" : "epoch",
            ["network"] = Network.ToJson(),
            ["data"] = $"{Data.Name} {string.Join(' ', Data.Digests.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value[..12]))}",
        };
        foreach (var (name, value) in JsonNode.Parse(Plan.ToJson())!.AsObject().Where(pair => pair.Key is not ("schedule" or "seed")))
        {
            facts.Add(JsonNamingPolicy.KebabCaseLower.ConvertName(name), value?.ToJsonString() ?? "none");
        }

        return facts;
    }

    // a shell would take parentheses, brackets and stars for its own
    private static string Quoted(string text) => Regex.IsMatch(text, "^[A-Za-z0-9._:=,+-]+$") ? text : $"'{text}'";
}
