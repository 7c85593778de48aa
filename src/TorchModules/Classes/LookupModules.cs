using Toolchain.Contracts.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of lookups, whose options no weight tells.</summary>
internal static class LookupModules
{
    /// <summary>The layer of a table.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It changes its rows.</exception>
    public static Embedding Table(Modules.Embedding module, ModulePlace place)
    {
        var weight = module.weight!;
        using var before = weight.clone();
        using var rows = module.forward(arange(weight.shape[0]));
        var same = rows.Equals(before);
        weight.copy_(before); // max_norm shortens rows for good where it reads them
        return same ? new Embedding { Name = place.Name, NumEmbeddings = (int)before.shape[0], EmbeddingDim = (int)before.shape[1] }
            : throw Refusal.At(place.Name, module, "shortens rows to a max_norm when it reads them", "rows as they are", "shorten the rows once, and make the table without max_norm by Embedding_from_pretrained");
    }

    /// <summary>The layer of a table whose rows are put together.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It leaves out a row, or changes rows.</exception>
    public static EmbeddingBag Bag(Modules.EmbeddingBag module, ModulePlace place)
    {
        var weight = module.weight!;
        using var before = weight.clone();
        var count = before.shape[0];

        // each row once, beside its neighbour
        using var bags = stack([arange(count), arange(count).roll(1)], 1);
        using var found = module.call(bags, null, null).clone();
        weight.copy_(before);
        foreach (var (mode, twin) in new[] { (BagMode.Mean, EmbeddingBagMode.Mean), (BagMode.Sum, EmbeddingBagMode.Sum), (BagMode.Max, EmbeddingBagMode.Max) })
        {
            using var candidate = nn.EmbeddingBag_from_pretrained(before, mode: twin);
            if (candidate.call(bags, null, null).Equals(found))
            {
                return new EmbeddingBag(mode) { Name = place.Name, NumEmbeddings = (int)count, EmbeddingDim = (int)before.shape[1] };
            }
        }

        throw Refusal.At(place.Name, module, "has a max_norm or a padding_index", "a table whose rows all count as they are", "make it without them, or register a mapping for its class");
    }
}
