namespace Toolchain.Contracts.Networks;

/// <summary>The networks that go by a name.</summary>
public static class NetworkPresets
{
    /// <summary>The reference: Flatten(28×28) → Linear 128 → ReLU → Linear 10; 101,770 parameters.</summary>
    public static NetworkSpec Mlp { get; } = new()
    {
        Name = "mlp",
        Input = [28, 28],
        Layers =
        [
            new Flatten { Name = "flatten" },
            new Linear { Name = "hidden", InFeatures = 784, OutFeatures = 128 },
            new Relu { Name = "relu" },
            new Linear { Name = "output", InFeatures = 128, OutFeatures = 10 },
        ],
    };
}
