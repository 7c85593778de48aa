using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Exports;

/// <summary>What a model is to look like from outside, and how its graph is written.</summary>
internal sealed record ExportOptions
{
    /// <summary>Every output there is, in the order in which a model has them.</summary>
    public static IReadOnlyList<string> AllOutputs { get; } = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    /// <summary>Version of the operator set.</summary>
    public int Opset { get; init; } = Opsets.Default;

    /// <summary>How the model wants its picture.</summary>
    public InputConvention Input { get; init; } = InputConvention.RawPixels;

    /// <summary>What the model is called; absent: as the network is.</summary>
    public string? Name { get; init; }

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = AllOutputs;

    /// <summary>Pictures in every run; absent: any number.</summary>
    public int? Batch { get; init; }

    /// <summary>A run of the same recipe that held images out, to measure confidence on; absent: the images that the run itself held out, if it did.</summary>
    public string? CalibrateOn { get; init; }

    /// <summary>Whether the graph is the network layer by layer, and its initializers exactly the trained parameters.</summary>
    public bool Literal { get; init; }

    /// <summary>The longest file, in bytes; the weights of a larger model lie in another beside it.</summary>
    public long LongestFile { get; init; } = ModelContent.Limit;

    /// <summary>What the network computes in.</summary>
    public PrecisionOptions Precision { get; init; } = PrecisionOptions.Single;
}
