using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Running;
using Toolchain.Exporter.Storing;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata; // ONNX Runtime has one too

namespace Toolchain.Exporter.Verifying;

/// <summary>The parity gate once more, for a model that lies somewhere as a file.</summary>
internal static class Verification
{
    // as large a fixed batch as 'exporter export' writes: a damaged file must not claim all memory
    private const int LargestBatch = 65_536;

    // without these two in common, the model cannot even read the probe
    private static readonly string[] Decisive = ["network", "input"];

    /// <summary>How a model takes its pictures, as it says; the usual way where it says something else.</summary>
    public static InputConvention PicturesOf(ModelMetadata metadata) => InputConvention.All.Contains(metadata.Input) ? metadata.Input : InputConvention.RawPixels;

    /// <summary>Holds a model's answers, graph, weights and metadata against a checkpoint.</summary>
    /// <param name="stored">The model.</param>
    /// <param name="said">What it says of itself.</param>
    /// <param name="expected">What a model of the checkpoint says of itself.</param>
    /// <param name="source">The checkpoint.</param>
    /// <param name="data">A test set to measure the model on.</param>
    /// <exception cref="ToolException">The model is of another network, or cannot run (exit 1).</exception>
    public static ParityReport Check(StoredModel stored, ModelMetadata said, ModelMetadata expected, TrainedNetwork source, TestSet? data)
    {
        var differing = Differing(stored, said, expected);
        if (Decisive.FirstOrDefault(differing.Contains) is { } key)
        {
            throw Failed(
                $"{stored.Path} is no model of this checkpoint: its '{key}' is another (network '{said.Network.Name}', input {said.Input.Type} [{said.Input.Shape}])",
                $"a model of the network '{source.Network.Name}', input {expected.Input.Type} [{expected.Input.Shape}]",
                $"name the checkpoint with SHA-256 {said.CheckpointDigest}");
        }

        stored.RequireOtherFiles();
        try
        {
            using var session = stored.HasOtherFiles ? Runtime.Open(stored.Path) : Runtime.Open(stored.Bytes);
            RequireInput(session);
            using var running = new RunningModel(session, expected.Input, expected.Calibration);
            return (said.Precision is { } precision ? Reduced(running, precision, expected, source, data) : ParityGate.Check(running, source, data)) with { Metadata = differing, Graph = ExportedAgain.Compare(stored, expected, source) };
        }
        catch (OnnxRuntimeException fault)
        {
            throw Failed($"ONNX Runtime cannot run {stored.Path}: {fault.Message}", "a model that runs on the checkpoint's probe", "export it again", fault);
        }
        catch (FormatException fault)
        {
            throw Failed($"{stored.Path}: {fault.Message}", "inputs and outputs as 'exporter export' writes them", "export it again", fault);
        }
    }

    /// <summary>The model layer by layer.</summary>
    /// <param name="stored">A model that runs on the checkpoint's probe.</param>
    /// <param name="expected">What a model of the checkpoint says of itself.</param>
    /// <param name="source">The checkpoint.</param>
    /// <exception cref="ToolException">With all its values as outputs it cannot run (exit 1).</exception>
    public static LayerReport Layers(StoredModel stored, ModelMetadata expected, TrainedNetwork source)
    {
        try
        {
            return expected.Precision is { } precision
                ? LayerComparison.WithFloat32(stored.Loaded(), InFloat32(expected, source), precision.Type, expected.Input, source)
                : LayerComparison.WithPlainLoops(stored.Loaded(), expected.Input, source);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or FormatException)
        {
            throw Failed($"ONNX Runtime cannot show the layers of {stored.Path}: {fault.Message}", "a graph whose every value can be shown", "export it again", fault);
        }
    }

    private static ParityReport Reduced(RunningModel running, ModelPrecision precision, ModelMetadata expected, TrainedNetwork source, TestSet? data)
    {
        using var whole = new RunningModel(ModelContent.Of(InFloat32(expected, source)), expected.Input, expected.Calibration);
        return ParityGate.Check(whole, source, data) with { Precision = PrecisionGate.Check(running, whole, precision, source, data) };
    }

    // made again: it is what the model in less was held against
    private static ModelProto InFloat32(ModelMetadata expected, TrainedNetwork source) => ModelBuilder.Whole(source, expected with { Precision = null }, new ExportOptions { Input = expected.Input });

    // by what they mean: a model of an older version may leave out what has a default
    private static string[] Differing(StoredModel stored, ModelMetadata said, ModelMetadata expected)
    {
        var (left, right, raw) = (said.ToProperties().ToDictionary(), expected.ToProperties().ToDictionary(), stored.Properties);

        // these two follow from the others and are not read, so that what the file has there is not in what it was understood to say
        left[ModelMetadata.VersionKey] = raw[ModelMetadata.VersionKey];
        left.Remove(ModelMetadata.ScheduleKey);
        if (raw.TryGetValue(ModelMetadata.ScheduleKey, out var schedule))
        {
            left[ModelMetadata.ScheduleKey] = Meaning(schedule);
        }

        return [.. left.Keys.Union(right.Keys).Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];
    }

    private static string Meaning(string schedule)
    {
        try
        {
            return Schedule.FromJson(schedule).ToJson();
        }
        catch (FormatException)
        {
            return schedule; // none, and so not the expected one
        }
    }

    private static void RequireInput(InferenceSession session)
    {
        if (session.InputNames is not [var name] || session.InputMetadata[name] is not { IsTensor: true, Dimensions: [<= LargestBatch, ..] })
        {
            throw new FormatException($"the model has not one tensor as its input, with a batch of at most {LargestBatch} in front");
        }
    }

    private static ToolException Failed(string found, string expected, string next, Exception? cause = null) => new(ExitCode.CheckFailed, found, expected, next, cause);
}
