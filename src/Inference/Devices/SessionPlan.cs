using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Devices;

/// <summary>How ONNX Runtime runs a model: the settings of a session. The defaults are for tiny models (docs/devices.md).</summary>
/// <param name="IntraOpThreads">Threads that share one operator; 1: the caller's own, without handing over; 0: ONNX Runtime chooses.</param>
/// <param name="InterOpThreads">Threads that run operators side by side, where the execution is parallel; 0: ONNX Runtime chooses.</param>
/// <param name="Spinning">Whether threads wait in a loop, which starts the next run sooner and keeps processors busy meanwhile.</param>
/// <param name="Arena">Whether memory of runs is kept for the next ones.</param>
/// <param name="MemoryPattern">Whether a run's memory is planned ahead by the shapes of the runs before it.</param>
/// <param name="Optimization">How far the graph is rewritten when the session is made.</param>
/// <param name="Execution">Whether operators that do not need each other run side by side.</param>
internal sealed record SessionPlan(
    int IntraOpThreads = 1,
    int InterOpThreads = 1,
    bool Spinning = false,
    bool Arena = true,
    bool MemoryPattern = true,
    string Optimization = SessionPlan.All,
    string Execution = SessionPlan.Sequential)
{
    private const string IntraOpKey = "intra-op-threads";
    private const string InterOpKey = "inter-op-threads";
    private const string SpinningKey = "spinning";
    private const string ArenaKey = "arena";
    private const string MemoryPatternKey = "memory-pattern";
    private const string OptimizationKey = "optimization";
    private const string ExecutionKey = "execution";
    private const string All = "all";
    private const string Sequential = "sequential";
    private const int MostThreads = 1024;
    private const int LongestShown = 60;

    private static readonly string[] Keys = [IntraOpKey, InterOpKey, SpinningKey, ArenaKey, MemoryPatternKey, OptimizationKey, ExecutionKey];

    private static readonly (string Word, GraphOptimizationLevel Level)[] Optimizations =
    [
        ("none", GraphOptimizationLevel.ORT_DISABLE_ALL),
        ("basic", GraphOptimizationLevel.ORT_ENABLE_BASIC),
        ("extended", GraphOptimizationLevel.ORT_ENABLE_EXTENDED),
        (All, GraphOptimizationLevel.ORT_ENABLE_ALL),
    ];

    private static readonly (string Word, ExecutionMode Mode)[] Executions = [(Sequential, ExecutionMode.ORT_SEQUENTIAL), ("parallel", ExecutionMode.ORT_PARALLEL)];

    /// <summary>ONNX Runtime's own keys, such as <c>session.set_denormal_as_zero=1</c>, handed on as they are.</summary>
    public IReadOnlyList<(string Key, string Value)> Entries { get; init; } = [];

    /// <summary>Reads a plan as <see cref="ToString"/> writes it; what is left out keeps its default.</summary>
    /// <param name="text">Pairs with commas between; a name with a dot is a key of ONNX Runtime.</param>
    /// <param name="threads">Threads that share one operator, where the text does not say; null: the default.</param>
    /// <exception cref="ToolException">An unknown name, a value that is none, or threads said twice (exit 2).</exception>
    public static SessionPlan Parse(string text, int? threads = null)
    {
        var values = Values(text);
        if (threads is { } given && !values.TryAdd(IntraOpKey, given.ToString(CultureInfo.InvariantCulture)))
        {
            throw ToolException.WrongUsage($"--threads and {IntraOpKey} in --session are both given", "one of the two", "leave one out: they are the same setting");
        }

        var usual = new SessionPlan();
        return new(
            Threads(values, IntraOpKey, usual.IntraOpThreads),
            Threads(values, InterOpKey, usual.InterOpThreads),
            values.Flag(SpinningKey, usual.Spinning),
            values.Flag(ArenaKey, usual.Arena),
            values.Flag(MemoryPatternKey, usual.MemoryPattern),
            Word(values, OptimizationKey, usual.Optimization, Optimizations.Select(known => known.Word)),
            Word(values, ExecutionKey, usual.Execution, Executions.Select(known => known.Word)))
        {
            Entries = [.. Parts(text)[true].Select(Entry)],
        };
    }

    /// <summary>Whether a text says how many threads share one operator.</summary>
    /// <exception cref="ToolException">It is no plan (exit 2).</exception>
    public static bool NamesThreads(string text) => Values(text).Names.Contains(IntraOpKey);

    /// <summary>Puts the plan into the options of a session.</summary>
    /// <exception cref="ToolException">ONNX Runtime does not take a key or value of its own (exit 2).</exception>
    public void Apply(SessionOptions options)
    {
        options.IntraOpNumThreads = IntraOpThreads;
        options.InterOpNumThreads = InterOpThreads;
        options.EnableCpuMemArena = Arena;
        options.EnableMemoryPattern = MemoryPattern;
        options.GraphOptimizationLevel = Optimizations.Single(known => known.Word == Optimization).Level;
        options.ExecutionMode = Executions.Single(known => known.Word == Execution).Mode;
        var spins = Spinning ? "1" : "0";
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", spins);
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", spins);
        foreach (var (key, value) in Entries)
        {
            Apply(options, key, value);
        }
    }

    /// <summary>The fault of keys of ONNX Runtime's own, without which a model opens.</summary>
    /// <param name="path">The model.</param>
    /// <param name="fault">What ONNX Runtime said with them.</param>
    public ToolException Refusal(string path, OnnxRuntimeException fault) => ToolException.WrongUsage(
        $"ONNX Runtime does not open {path} with '{string.Join(',', Entries.Select(entry => Shown($"{entry.Key}={entry.Value}")))}' in --session",
        "keys and values with which it opens, as it does without these",
        $"change the values, or leave them out\n  ONNX Runtime: {ModelRefusal.Words(fault.Message)}",
        fault);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Pairs().Concat(Entries).Select(pair => $"{pair.Key}={pair.Value}"));

    private static void Apply(SessionOptions options, string key, string value)
    {
        try
        {
            options.AddSessionConfigEntry(key, value);
        }
        catch (OnnxRuntimeException fault)
        {
            throw ToolException.WrongUsage(
                $"ONNX Runtime does not take '{Shown(key)}' in --session",
                "a key of ONNX Runtime with its value, such as session.set_denormal_as_zero=1",
                $"check the key\n  ONNX Runtime: {fault.Message}",
                fault);
        }
    }

    private static string Shown(string text) => text.Length > LongestShown ? $"{text[..LongestShown]}…" : text;

    private IEnumerable<(string Key, string Value)> Pairs() =>
    [
        (IntraOpKey, IntraOpThreads.ToString(CultureInfo.InvariantCulture)),
        (InterOpKey, InterOpThreads.ToString(CultureInfo.InvariantCulture)),
        (SpinningKey, Flag(Spinning)),
        (ArenaKey, Flag(Arena)),
        (MemoryPatternKey, Flag(MemoryPattern)),
        (OptimizationKey, Optimization),
        (ExecutionKey, Execution),
    ];

    // by whether they are keys of ONNX Runtime's own
    private static ILookup<bool, string> Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToLookup(part => part.Split('=')[0].Contains('.', StringComparison.Ordinal));

    private static NamedValues Values(string text) => NamedValues.Parse("--session", string.Join(',', Parts(text)[false]), Keys);

    private static string Flag(bool value) => value ? "true" : "false";

    private static int Threads(NamedValues values, string key, int usual) =>
        values.Text(key) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MostThreads ? count
        : throw ToolException.WrongUsage($"{key}={text} in --session", $"a whole number between 0 (ONNX Runtime chooses) and {MostThreads}", "change the value");

    private static string Word(NamedValues values, string key, string usual, IEnumerable<string> known)
    {
        var word = values.Text(key) ?? usual;
        return known.Contains(word) ? word : throw ToolException.WrongUsage($"{key}={word} in --session", string.Join(", ", known), "change the value");
    }

    private static (string Key, string Value) Entry(string part) => part.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, { Length: > 0 } value]
        ? (key, value)
        : throw ToolException.WrongUsage($"'{part}' in --session has no value", "a key of ONNX Runtime with its value, such as session.set_denormal_as_zero=1", "write key=value");
}
