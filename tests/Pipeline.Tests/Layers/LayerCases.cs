using Toolchain.Pipeline.Tests.Layers.Cases;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>Every kind of layer, in the order of docs/layers.md; a family is a file in <c>Cases</c> and a line here.</summary>
internal static class LayerCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        .. DenseCases.All,
        .. ConvolutionCases.All,
        .. NormalizationCases.All,
        .. PoolingCases.All,
        .. DropoutCases.All,
        .. ShapeCases.All,
        .. SizeCases.All,
        .. JointCases.All,
        .. ActivationCases.All,
        .. LookupCases.All,
        .. RecurrentCases.All,
        .. AttentionCases.All,
    ];

    public static LayerCase Of(string kind) => All.Single(known => known.Kind == kind);
}
