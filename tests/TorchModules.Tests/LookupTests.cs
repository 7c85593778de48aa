using Toolchain.Contracts.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Layers = Toolchain.Contracts.Networks;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules.Tests;

/// <summary>Tables, which keep their options to themselves.</summary>
public sealed class LookupTests : IDisposable
{
    private readonly Exported exported = new();

    static LookupTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    public static TheoryData<string> Tables => ["embedding", "sum", "mean", "max"];

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
