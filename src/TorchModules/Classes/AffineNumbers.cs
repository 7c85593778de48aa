namespace Toolchain.TorchModules;

/// <summary>The layer of an <see cref="Affine"/>.</summary>
internal static class AffineNumbers
{
    /// <summary>The layer, whose numbers have no axis for the batch.</summary>
    public static Contracts.Networks.Affine Layer(Affine module, ModulePlace place)
    {
        List<int> sizes = [.. (module.Weight ?? module.Bias!).shape.Select(size => checked((int)size))];

        // both end with the same axis
        var batch = sizes.Count - (place.Input.Count + 1) + (place.IsTimeFirst ? 1 : 0);
        if (batch >= 0)
        {
            sizes.RemoveAt(batch); // of one place, or the run of twice as many samples would have failed
        }

        return new(module.Weight is not null, module.Bias is not null) { Name = place.Name, Shape = sizes.Count == 0 ? [1] : sizes };
    }
}
