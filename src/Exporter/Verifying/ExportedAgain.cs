using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Precision;
using Toolchain.Exporter.Precision.Quantization;
using Toolchain.Exporter.Rewriting;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Verifying;

/// <summary>
/// The model that a checkpoint gives today with the options of a stored one. An export gives the same graph and weights every time, so whatever differs was
/// changed, also where neither the probe nor a test set looks.
/// </summary>
internal static class ExportedAgain
{
    /// <summary>Holds a stored model against it, but for what has no say in its answers (its own name and those of nodes, remarks) and what it says of itself.</summary>
    /// <param name="stored">The model.</param>
    /// <param name="expected">What a model of the checkpoint says of itself.</param>
    /// <param name="source">The checkpoint.</param>
    public static GraphParity Compare(StoredModel stored, ModelMetadata expected, TrainedNetwork source)
    {
        // a model does not say whether its graph is literal, and where there is nothing to simplify, both are one
        var simple = Against(stored, expected, source, literal: false);
        var literal = simple.Length == 0 ? simple : Against(stored, expected, source, literal: true);
        return new GraphParity(literal.Length < simple.Length ? literal : simple, stored.Model.ProducerVersion);
    }

    private static Difference[] Against(StoredModel stored, ModelMetadata expected, TrainedNetwork source, bool literal)
    {
        var again = Make(stored.Model, expected, source, literal);
        Remarks.Copy(stored.Model.Graph, again.Graph);
        return [.. ModelComparison.Compare(stored, stored with { Bytes = [], Model = again }).Where(HasASay), .. ValueClaims.Refuted(stored.Model.Graph, again)];
    }

    private static bool HasASay(Difference difference) => difference.Part is not ("format" or "value" or "metadata") || difference.Name.StartsWith("opset ", StringComparison.Ordinal);

    private static ModelProto Make(ModelProto stored, ModelMetadata expected, TrainedNetwork source, bool literal)
    {
        var options = new ExportOptions
        {
            Opset = (int)Math.Clamp(stored.OpsetImport.LastOrDefault(import => import.Domain is "")?.Version ?? 0, Opsets.Least, Opsets.Most),
            Input = expected.Input,
            Batch = stored.Graph.Input[0].Type?.TensorType?.Shape?.Dim.FirstOrDefault()?.DimValue is > 0 and var batch ? (int)batch : null,
            Literal = literal,
        };
        var whole = ModelBuilder.Whole(source, expected with { Precision = null }, options);
        var model = expected.Precision is { } precision ? Reduced(whole, precision, stored, expected.Input, source) : whole;
        if (source.ClassNames is not null)
        {
            ModelBuilder.Select(model, [.. ExportOptions.AllOutputs.Intersect(stored.Graph.Output.Select(output => output.Name))]);
        }

        return model;
    }

    private static ModelProto Reduced(ModelProto whole, ModelPrecision precision, ModelProto stored, InputConvention input, TrainedNetwork source)
    {
        if (precision is { Type: ModelPrecision.Int8, Quantization: not ModelPrecision.Dynamic })
        {
            return StaticQuantization.Apply(whole, Measured(new GraphIndex(stored.Graph)));
        }

        if (precision.Type == ModelPrecision.Int8)
        {
            DynamicWriter.Apply(whole);
        }
        else
        {
            HalfPrecision.Apply(whole, input, source.Probe.Inputs);
        }

        return whole;
    }

    // ranges come from training images, which are not here; those of the model are taken, and what they are worth shows in its accuracy
    private static Func<string, Steps> Measured(GraphIndex stored) => value =>
        stored.Stored($"{value}/scale") is { DataType: (int)DataType.Float, RawData: { Length: sizeof(float) } scale } && stored.Stored($"{value}/zero") is { RawData: [var zero] }
            ? new Steps(BitConverter.ToSingle(scale.Span), zero)
            : default;
}
