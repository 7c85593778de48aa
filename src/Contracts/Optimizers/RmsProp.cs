using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Optimizers;

/// <summary>RMSprop (Hinton, 2012), with or without centring and momentum. Source: <c>torch.optim.RMSprop</c>.</summary>
/// <param name="Alpha">Decay of the mean square of the gradients, each step.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <param name="Momentum">Share of the last update's direction that is kept, in [0, 1); 0: none.</param>
/// <param name="Centered">Whether the square of the mean gradient is taken off the mean square (Graves, 2013).</param>
/// <param name="WeightDecay">Added to the gradient, times the parameter.</param>
public sealed record RmsProp(double Alpha = 0.99, double Epsilon = 1e-8, double Momentum = 0, bool Centered = false, double WeightDecay = 0) : OptimizerSpec(WeightDecay)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> StateNames =>
        ["square", .. Centered ? ["mean"] : Array.Empty<string>(), .. Momentum > 0 ? ["momentum"] : Array.Empty<string>()];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool TakesMomentum => Momentum > 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare(Alpha, "alpha");
        RequireNotNegative(Epsilon, "epsilon");
        RequireShare(Momentum, "momentum");
    }
}
