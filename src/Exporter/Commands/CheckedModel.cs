using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Calibrating;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Precision;
using Toolchain.Exporter.Reports;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Commands;

/// <summary>A model that passed the gate; there is no other way to come by one.</summary>
/// <param name="Content">What its files hold.</param>
/// <param name="Opset">Version of the operator set it uses.</param>
/// <param name="Metadata">What the file says of itself.</param>
/// <param name="Source">What it was made from.</param>
/// <param name="Parity">What the gate found.</param>
/// <param name="Reduced">What a smaller precision did to it; null where it computes as it was trained.</param>
/// <param name="WhyNotCalibrated">Why its confidence could not be measured; absent where it was.</param>
internal sealed record CheckedModel(ModelContent Content, int Opset, ModelMetadata Metadata, TrainedNetwork Source, ParityReport Parity, PrecisionNotes? Reduced, string? WhyNotCalibrated)
{
    /// <summary>Bytes of the model in float32; its own where it is that one.</summary>
    public required long BytesInFloat32 { get; init; }

    /// <summary>Layer by layer, when that was asked for.</summary>
    public LayerReport? Layers { get; private init; }

    /// <summary>Exports in memory and checks.</summary>
    /// <param name="terminal">Where a refusal's reasons go.</param>
    /// <param name="checkpointPath">The checkpoint.</param>
    /// <param name="data">A test set to measure the model on.</param>
    /// <param name="options">What the model is to be like.</param>
    /// <param name="name">What its file is to be called.</param>
    /// <param name="layers">Whether its layers are compared although it passes.</param>
    /// <exception cref="ToolException">The checkpoint is unusable (exit 3), the options do not fit it (exit 2), or the model does not answer as the trained network does (exit 1).</exception>
    public static CheckedModel Make(Terminal terminal, string checkpointPath, TestSet? data, ExportOptions options, string name, bool layers = false)
    {
        var source = UsableCheckpoint.Load(checkpointPath, data);
        FittingOptions.Require(checkpointPath, source, data, options);
        var (calibration, whyNot) = HeldOutMeasurement.Of(checkpointPath, source, data, options.CalibrateOn);
        var metadata = UsableCheckpoint.Describe(checkpointPath, source, options.Input) with { Calibration = calibration };
        var model = ModelBuilder.Whole(source, metadata, options);
        var whole = Laid(model);
        var parity = ParityGate.Check(whole, metadata.Input, source, data, calibration);
        LayerReport? report = null;
        if (!parity.Passed || (layers && !options.Precision.IsReduced))
        {
            report = ParityGate.Guard(() => LayerComparison.WithPlainLoops(model, metadata.Input, source));
            Require(terminal, parity, report, () => Refusal(checkpointPath, source.Training is not null, parity, report));
        }

        var (content, length) = (whole, whole.Length);
        PrecisionNotes? notes = null;
        if (options.Precision.IsReduced)
        {
            var reduced = ReducedModel.Make(model, metadata.Input, source, data, options.Precision);
            var single = model;
            (model, notes, metadata) = (reduced.Model, reduced.Notes, metadata with { Precision = reduced.Precision });
            ModelBuilder.Describe(model, metadata);
            content = Laid(model);
            parity = parity with { Precision = Compare(content, whole, metadata, source, data) };
            if (!parity.Passed || layers)
            {
                report = ParityGate.Guard(() => LayerComparison.WithFloat32(model, single, options.Precision.Type, metadata.Input, source));
                Require(terminal, parity, report, () => Refusal(checkpointPath, parity, report, options.Precision));
            }
        }

        if (source.ClassNames is not null && options.Outputs.Count < ExportOptions.AllOutputs.Count)
        {
            ModelBuilder.Select(model, options.Outputs);
            var selected = Laid(model);
            SelectedOutputs.RequireUnchanged(selected, content, options.Outputs, metadata.Input, source.Probe);
            (content, length) = (selected, notes is null ? selected.Length : length);
        }

        return new CheckedModel(content, options.Opset, metadata, source, parity, notes, whyNot) { BytesInFloat32 = length, Layers = report };

        ModelContent Laid(ModelProto laid) => ModelContent.Of(laid, name, options.LongestFile);
    }

    private static PrecisionParity Compare(ModelContent reduced, ModelContent whole, ModelMetadata metadata, TrainedNetwork source, TestSet? data) => ParityGate.Guard(() =>
    {
        using var left = new RunningModel(reduced, metadata.Input, metadata.Calibration);
        using var right = new RunningModel(whole, metadata.Input, metadata.Calibration);
        return PrecisionGate.Check(left, right, metadata.Precision!, source, data);
    });

    private static void Require(Terminal terminal, ParityReport parity, LayerReport layers, Func<ToolException> refusal)
    {
        if (!parity.Passed)
        {
            var screen = Screen.ForProgress(terminal);
            ParityTable.Write(screen, parity);
            LayerTable.Write(screen, layers);
            throw refusal();
        }
    }

    private static ToolException Refusal(string path, bool isOfATraining, ParityReport parity, LayerReport layers) => new(
        ExitCode.CheckFailed,
        $"{path}: the exported model does not answer as the trained network does: {parity.Failures}; layer by layer: {layers.Conclusion}",
        parity.Expectations,
        layers.FirstDivergent is null
            ? $"no file was written; {(isOfATraining ? "the weights were probably changed after the training wrote its probe" : "if a mapping of your own (ModuleMappings) wrote layers of it, make it do what its module does and save again; else the weights were probably changed since")}: take the original checkpoint"
            : "no file was written; report this with the checkpoint's 'network' metadata");

    private static ToolException Refusal(string path, ParityReport parity, LayerReport layers, PrecisionOptions options) => new(
        ExitCode.CheckFailed,
        $"{path}: in {options.Type} the network is not what it was: {parity.Failures}; layer by layer: {layers.Conclusion}",
        parity.Expectations,
        options.Type == ModelPrecision.Float16 ? "no file was written; allow more with --max-accuracy-drop, or stay with --precision fp32"
        : options.Dynamic ? "no file was written; try --quantization static, allow more with --max-accuracy-drop, or stay with --precision fp16 or fp32"
        : "no file was written; try another --range-method or more --range-images, allow more with --max-accuracy-drop, or stay with --precision fp16 or fp32");
}
