using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Networks;

/// <summary>One pass through a network that learns: what its random numbers depend on.</summary>
/// <param name="Seed">The plan's.</param>
/// <param name="Step">The update, counted from 0.</param>
/// <param name="Layers">Layers of the network.</param>
/// <param name="Layer">The layer that is asked, counted from 0.</param>
/// <param name="Part">The part of the layer, where several of its parts draw.</param>
internal readonly record struct TrainingPass(ulong Seed, long Step, int Layers, int Layer = 0, int Part = 0)
{
    private const int PartBits = 40; // steps times layers stay below, the purpose's bits are above


    /// <summary>The same pass, at a layer.</summary>
    public TrainingPass At(int layer) => this with { Layer = layer };

    /// <summary>The same pass, at a part of the layer.</summary>
    public TrainingPass AtPart(int part) => this with { Part = part };

    /// <summary>The random numbers of this part of this layer in this update, and of no other.</summary>
    public RandomNumbers Numbers() => new(Seed, Purpose.Dropout, ((long)Part << PartBits) + (Step * Layers) + Layer);
}
