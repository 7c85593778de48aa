using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Finds what a module keeps to itself: of modules made with every possible option and given its weights, one answers as it does.</summary>
internal static class Twins
{
    private const ulong Seed = 1;

    /// <summary>Numbers to ask with, the same always, that leave the program's own random numbers alone.</summary>
    public static Tensor Sample(params long[] shape)
    {
        using var numbers = new Generator(Seed);
        return randn(shape, generator: numbers);
    }

    /// <summary>The numbers of heads that so many features can be shared among.</summary>
    public static IEnumerable<int> Heads(int features) => Enumerable.Range(1, features).Where(count => features % count == 0);

    /// <summary>The option whose twin answers as the module does, or null where none does.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">What it may have been made with.</param>
    /// <param name="make">Makes another with an option; it takes the module's weights.</param>
    /// <param name="inputs">What all of them are asked.</param>
    public static T? Find<T>(nn.Module module, IEnumerable<T> options, Func<T, nn.Module> make, params IReadOnlyList<Tensor> inputs)
        where T : struct
    {
        using var scope = NewDisposeScope();
        var expected = Callable.Of(module)!.Call(inputs)[0];
        (T Option, float Difference)? nearest = null; // the same sums may be rounded otherwise in other memory
        foreach (var option in options)
        {
            using var twin = make(option);
            twin.load_state_dict(module.state_dict());
            twin.eval();
            using var one = 1.0.ToScalar(); // decision 0007
            var difference = Largest(Callable.Of(twin)!.Call(inputs)[0].neg().add(expected, one));
            if (nearest is null || difference < nearest.Value.Difference)
            {
                nearest = (option, difference);
            }
        }

        return nearest is { } found && found.Difference <= NetworkCheckpoint.Tolerance * Largest(expected) ? found.Option : null;
    }

    private static float Largest(Tensor tensor) => tensor.abs().max().item<float>();
}
