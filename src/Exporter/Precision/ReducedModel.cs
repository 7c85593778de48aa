using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Precision.Quantization;

namespace Toolchain.Exporter.Precision;

/// <summary>A model that computes in less than float32. Nobody has held it against the network yet.</summary>
/// <param name="Model">The graph, with every output.</param>
/// <param name="Precision">What the file says of it.</param>
/// <param name="Notes">What became of the nodes.</param>
internal sealed record ReducedModel(ModelProto Model, ModelPrecision Precision, PrecisionNotes Notes)
{
    /// <summary>Rewrites a model; the one in float32 stays as it is.</summary>
    /// <param name="whole">The model in float32, with every output.</param>
    /// <param name="input">How it wants its input.</param>
    /// <param name="source">The network it was made from.</param>
    /// <param name="data">Where the training images lie, for static int8.</param>
    /// <param name="options">The precision.</param>
    /// <exception cref="ToolException">The training images are not those of the training (exit 3), or fewer than were asked for (exit 2).</exception>
    public static ReducedModel Make(ModelProto whole, InputConvention input, TrainedNetwork source, TestSet? data, PrecisionOptions options)
    {
        var precision = new ModelPrecision(options.Type, source.IsPictureClassifier ? options.MostDrop ?? PrecisionOptions.UsualDrop : null);
        if (options.Type == ModelPrecision.Float16)
        {
            var model = whole.Clone();
            return new(model, precision, HalfPrecision.Apply(model, input, source.Probe.Inputs));
        }

        if (options.Dynamic)
        {
            var model = whole.Clone();
            return new(model, precision with { Quantization = ModelPrecision.Dynamic }, DynamicWriter.Apply(model));
        }

        var images = CalibrationImages.Of(data!, source, options.CalibrationImages);
        var (quantized, method, notes) = StaticQuantization.Apply(whole, input, images, options.CalibrationMethod);
        return new(quantized, precision with { Quantization = ModelPrecision.Static, Calibration = method, CalibrationImages = images.Count }, notes);
    }
}
