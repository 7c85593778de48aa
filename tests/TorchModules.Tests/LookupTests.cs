using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.Contracts.Programs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layers = Toolchain.Contracts.Networks;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules.Tests;

/// <summary>Tables, which keep their options to themselves.</summary>
public sealed class LookupTests : IDisposable
{
    private const int Length = 3; // of a bag

    // tables whose numbers often hide an option: zeros, equal rows, sums that are maxima
    private static readonly Gen<(int Rows, int Width, int[] Numbers, EmbeddingBagMode Mode, int LeftOut)> Bags =
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 2], Gen.Int[-1, 1].Array[8], Gen.Enum<EmbeddingBagMode>(), Gen.Int[-4, 3], (rows, width, numbers, mode, leftOut) => (rows, width, numbers, mode, Math.Clamp(leftOut, -1, rows - 1)));

    private readonly Exported exported = new();

    static LookupTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    public static TheoryData<string> Tables => ["embedding", "sum", "mean", "max"];

    [Theory]
    [InlineData(EmbeddingBagMode.Mean)]
    [InlineData(EmbeddingBagMode.Sum)]
    [InlineData(EmbeddingBagMode.Max)]
    public void The_mode_of_a_bag_is_found(EmbeddingBagMode mode)
    {
        foreach (var bag in new[] { EmbeddingBag(7, 4, mode: mode), EmbeddingBag_from_pretrained(eye(7), mode: mode), EmbeddingBag_from_pretrained(eye(7).neg(), mode: mode) })
        {
            using var module = new Bag(bag, offsets: false);

            exported.Save(module, tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3));

            Assert.Equal($"{mode}", $"{exported.Layer<Layers.EmbeddingBag>().Mode}");
        }
    }

    [Fact]
    public void A_bag_of_any_table_is_saved_as_it_answers_or_refused_for_a_row_that_it_leaves_out()
    {
        var refused = 0;
        Bags.Sample(
            bag =>
            {
                using var scope = NewDisposeScope();
                using var still = no_grad();
                var table = tensor(bag.Numbers[..(bag.Rows * bag.Width)].Select(number => (float)number).ToArray(), bag.Rows, bag.Width);
                var module = new Bag(EmbeddingBag_from_pretrained(table, mode: bag.Mode, padding_index: bag.LeftOut), offsets: false);
                module.eval();
                var numbers = cartesian_prod([.. Enumerable.Repeat(arange(bag.Rows), Length)]);
                try
                {
                    NetworkCheckpoint.Save(module, numbers[..1], exported.File);
                }
                catch (ToolException) when (bag.LeftOut >= 0)
                {
                    refused++;
                    return;
                }

                var saved = TrainedNetwork.Load(exported.File);
                var answers = numbers.data<long>().Chunk(Length).SelectMany(sample => DoubleForward.Values(saved.Network, saved.Weights, [.. sample], given: null)["bag"]);
                Assert.All(module.call(numbers).data<float>().Zip(answers), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
            },
            iter: 200,
            threads: 1);

        Assert.InRange(refused, 1, 150);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_made_from_numbers_is_saved_with_these(string kind)
    {
        using var numbers = randn(7, 4);
        using var module = Reading(kind, numbers);

        exported.Save(module, tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3));

        Assert.Equal(numbers.data<float>().ToArray(), TrainedNetwork.Load(exported.File).Weights.Single(pair => pair.Value.Shape is [7, 4]).Value.Floats.ToArray());
    }

    [Fact]
    public void A_class_of_ones_own_is_saved_with_the_numbers_that_its_table_was_made_from()
    {
        using var numbers = randn(7, 4);
        using var module = Sequential(new Words(Embedding_from_pretrained(numbers)), Flatten(), Linear(12, 2));
        var mappings = new ModuleMappings().Add<Words>((_, at) => [new Layers.Embedding { Name = $"{at.Name}.table", NumEmbeddings = 7, EmbeddingDim = 4 }]);

        exported.Save(module, tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3), new SaveOptions { Mappings = mappings });

        Assert.Equal(numbers.data<float>().ToArray(), TrainedNetwork.Load(exported.File).Weights["0.table.weight"].Floats.ToArray());
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_made_in_inference_mode_is_saved(string kind)
    {
        using var unwritable = inference_mode(true);
        using var module = Reading(kind, randn(7, 4));
        using var writable = inference_mode(false);

        exported.Save(module, tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3));
    }

    [Fact]
    public void Refuses_tables_that_change_rows_and_leaves_them_as_they_are()
    {
        using var table = Embedding(7, 4, max_norm: 0.1);
        using var bag = EmbeddingBag(7, 4, max_norm: 0.1);
        using var before = table.weight!.clone();
        using var together = bag.weight!.clone();

        exported.Refuses(Sequential(table, Flatten(), Linear(12, 2)), tensor(new long[] { 0, 1, 2, 0, 1, 2 }, 2, 3), "shortens rows to a max_norm");
        exported.Refuses(new Bag(bag, offsets: false), tensor(new long[] { 0, 1, 2, 0, 1, 2 }, 2, 3), "has a max_norm or a padding_index");
        exported.Refuses(new Bag(EmbeddingBag(7, 4, padding_index: 2), offsets: false), tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3), "has a max_norm or a padding_index");
        exported.Refuses(new Bag(EmbeddingBag(7, 4), offsets: true), tensor(new long[] { 0, 1, 2 }), "is called with offsets");

        // but for rows that the example reads
        Assert.Equal(before[3..].data<float>().ToArray(), table.weight[3..].data<float>().ToArray());
        Assert.Equal(together[3..].data<float>().ToArray(), bag.weight[3..].data<float>().ToArray());
    }

    private static nn.Module<Tensor, Tensor> Reading(string kind, Tensor numbers) => kind switch
    {
        "embedding" => Sequential(Embedding_from_pretrained(numbers), Flatten(), Linear(12, 2)),
        _ => new Bag(EmbeddingBag_from_pretrained(numbers, mode: Enum.Parse<EmbeddingBagMode>(kind, ignoreCase: true)), offsets: false),
    };

    private sealed class Words : nn.Module<Tensor, Tensor>
    {
        private readonly Modules.Embedding table;

        public Words(Modules.Embedding table)
            : base(nameof(Words))
        {
            this.table = table;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => table.call(input);
    }
}
