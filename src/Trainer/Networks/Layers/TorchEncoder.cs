using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>One block of a transformer's encoder in TorchSharp.</summary>
/// <param name="layer">What it is part of.</param>
/// <param name="block">What its parameters' names begin with.</param>
/// <param name="place">Which block it is.</param>
/// <param name="parameters">All of the network, by name.</param>
internal sealed class TorchEncoder(EncoderBlocks layer, string block, int place, IReadOnlyDictionary<string, Tensor> parameters)
{
    private const int RandomParts = 4; // of a block: the attention, what it adds, between the dense layers, what they add

    private readonly TorchAttention attention = new(layer.AttentionOf(block), parameters);

    /// <summary>Binds all blocks of a layer.</summary>
    public static LayerFunction Bind(EncoderBlocks layer, IReadOnlyDictionary<string, Tensor> parameters)
    {
        var blocks = layer.Blocks.Select((block, place) => new TorchEncoder(layer, block, place, parameters)).ToArray();
        return (inputs, training) => blocks.Aggregate(inputs[0], (value, block) => block.Run(value, training));
    }

    private Tensor Run(Tensor input, TrainingPass? training)
    {
        if (layer.NormFirst)
        {
            var attended = Sum(input, Attended(Normalized(input, "norm1"), training));
            return Sum(attended, Fed(Normalized(attended, "norm2"), training));
        }

        var first = Normalized(Sum(input, Attended(input, training)), "norm1");
        return Normalized(Sum(first, Fed(first, training)), "norm2");
    }

    private Tensor Attended(Tensor input, TrainingPass? training) => Dropped(attention.Run(input, input, input, At(training, 0)), training, 1);

    private Tensor Fed(Tensor input, TrainingPass? training)
    {
        var wide = Dense(input, "linear1");
        var bent = layer.Activation == FeedforwardActivation.Gelu ? wide.gelu() : wide.relu();
        return Dropped(Dense(Dropped(bent, training, 2), "linear2"), training, 3);
    }

    private Tensor Dense(Tensor input, string name) => Sum(input.matmul(parameters[$"{block}.{name}.weight"].t()), parameters[$"{block}.{name}.bias"]);

    private Tensor Normalized(Tensor input, string name) =>
        nn.functional.layer_norm(input, [layer.DModel], parameters[$"{block}.{name}.weight"], parameters[$"{block}.{name}.bias"], layer.LayerNormEps);

    private Tensor Dropped(Tensor input, TrainingPass? training, int part) =>
        At(training, part) is { } pass && layer.Dropout > 0 ? DropoutMask.Apply(new Dropout(layer.Dropout) { Name = block }, input, pass) : input;

    private TrainingPass? At(TrainingPass? training, int part) => training?.AtPart((place * RandomParts) + part);

    private static Tensor Sum(Tensor left, Tensor right) => left.add(right, Scalars.One);
}
