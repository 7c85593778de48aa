using TorchSharp;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>docs/layers.md says what the code does.</summary>
/// <remarks>With ACCEPT_SNAPSHOTS=1 in the environment it is written anew, with errors measured here.</remarks>
public class LayersDocumentTests
{
    [Fact]
    public void The_table_of_layers_is_the_one_of_this_code()
    {
        if (LayersDocument.IsAccepted)
        {
            File.WriteAllText(LayersDocument.Path, LayersDocument.Write(known => LayersDocument.Rounded(known, LayerParity.Measure(known).Error)));
        }

        Assert.Equal(LayersDocument.Write(known => LayersDocument.Said(known.Kind)), File.ReadAllText(LayersDocument.Path));
    }

    [Fact]
    public void Every_module_of_TorchSharp_is_mapped_or_missing_for_a_reason()
    {
        var mapped = LayerCases.All.SelectMany(known => known.Module.Split(", ")).ToHashSet(StringComparer.Ordinal);
        var modules = typeof(torch).Assembly.GetExportedTypes().Where(IsLayer).Select(type => type.Name).ToArray();

        Assert.Equal(modules.Except(mapped).Order(StringComparer.Ordinal), MissingModules.Reasons.Keys.Order(StringComparer.Ordinal));
    }

    private static bool IsLayer(Type type) =>
        type is { Namespace: "TorchSharp.Modules", IsAbstract: false, IsGenericType: false }
        && type.IsSubclassOf(typeof(torch.nn.Module))
        && !type.Name.EndsWith("Loss", StringComparison.Ordinal)
        && type.Name is not ("Sequential" or "ParameterDict" or "ParameterList");
}
