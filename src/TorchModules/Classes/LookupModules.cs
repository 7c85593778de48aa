using Toolchain.Contracts.Networks;
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
        using var rows = module.weight!.clone();
        return Ask(module.weight!, rows, numbers => IsSame(module.forward(numbers), rows))
            ? new Embedding { Name = place.Name, NumEmbeddings = (int)rows.shape[0], EmbeddingDim = (int)rows.shape[1] }
            : throw Refusal.At(place.Name, module, "shortens rows to a max_norm when it reads them", "rows as they are", "shorten the rows once, and make the table without max_norm by Embedding_from_pretrained");
    }

    /// <summary>The layer of a table whose rows are put together. Where several modes give the same for every bag, as of a table of zeros, it is the first of them.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It leaves out a row, or changes rows.</exception>
    public static EmbeddingBag Bag(Modules.EmbeddingBag module, ModulePlace place)
    {
        using var rows = module.weight!.clone();
        var modes = Ask(module.weight!, rows, numbers => Modes(module, rows, numbers));
        return modes.Count > 0
            ? new EmbeddingBag(modes[0]) { Name = place.Name, NumEmbeddings = (int)rows.shape[0], EmbeddingDim = (int)rows.shape[1] }
            : throw Refusal.At(place.Name, module, "has a max_norm or a padding_index", "a table whose rows all count as they are", "make it without them, or register a mapping for its class");
    }

    // The modes that give what the module gives. Each row beside itself: but for zeros, this tells a sum from the others, and finds rows that are shortened or left out.
    // Beside the row of the least number and that of the greatest: this tells mean from maximum, but for equal rows, and finds rows of zeros that are left out, where they count.
    private static List<BagMode> Modes(Modules.EmbeddingBag module, Tensor rows, Tensor numbers)
    {
        List<BagMode> modes = [BagMode.Mean, BagMode.Sum, BagMode.Max];
        foreach (var beside in new[] { numbers, rows.amin([1]).argmin().expand_as(numbers), rows.amax([1]).argmax().expand_as(numbers) })
        {
            using var question = NewDisposeScope();
            var (found, pairs) = (module.call(stack([numbers, beside], 1), null, null), stack([rows, rows.index_select(0, beside)], 1));
            modes.RemoveAll(mode => !IsSame(found, Together(mode, pairs)));
        }

        return modes;
    }

    // of two numbers, which leave no order of sums to be rounded by
    private static Tensor Together(BagMode mode, Tensor pairs) => mode switch
    {
        BagMode.Sum => pairs.sum(1),
        BagMode.Mean => pairs.mean([1]),
        _ => pairs.amax([1]),
    };

    private static bool IsSame(Tensor left, Tensor right) => left.allclose(right, rtol: 0, atol: 0, equal_nan: true);

    // Asks with the numbers of all rows. Where a max_norm shortens rows, it writes them, so they are put back; weights made in inference mode can be written in that mode alone.
    private static T Ask<T>(Modules.Parameter weight, Tensor rows, Func<Tensor, T> question)
    {
        using var scope = NewDisposeScope();
        using var writable = inference_mode(true);
        try
        {
            return question(tensor([.. Enumerable.Range(0, (int)rows.shape[0]).Select(number => (long)number)]));
        }
        finally
        {
            if (!IsSame(weight, rows))
            {
                weight.copy_(rows);
            }
        }
    }
}
