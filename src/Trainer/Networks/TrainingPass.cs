using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Networks;

/// <summary>One pass through a network that learns: what its random numbers depend on.</summary>
/// <param name="Seed">The plan's.</param>
/// <param name="Step">The update, counted from 0.</param>
/// <param name="Layers">Layers of the network.</param>
/// <param name="Layer">The layer that is asked, counted from 0.</param>
internal readonly record struct TrainingPass(ulong Seed, long Step, int Layers, int Layer = 0)
{
    /// <summary>The same pass, at a layer.</summary>
    public TrainingPass At(int layer) => this with { Layer = layer };

    /// <summary>The random numbers of this layer in this update, and of no other.</summary>
    public RandomStream Numbers() => new(Seed, Purpose.Dropout, (Step * Layers) + Layer);
}
