using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Optimizers;

/// <summary>Stochastic gradient descent, with or without momentum. Source: <c>torch.optim.SGD</c>.</summary>
/// <param name="Momentum">Share of the last update's direction that is kept, in [0, 1); 0: none.</param>
/// <param name="Dampening">Share of the gradient that does not enter the direction.</param>
/// <param name="Nesterov">Whether the gradient is taken where momentum leads (Nesterov, 1983; Sutskever et al., 2013).</param>
/// <param name="WeightDecay">Added to the gradient, times the parameter.</param>
public sealed record Sgd(double Momentum = 0, double Dampening = 0, bool Nesterov = false, double WeightDecay = 0) : OptimizerSpec(WeightDecay)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> StateNames => Momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool TakesMomentum => Momentum > 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare(Momentum, "momentum");
        RequireShare(Dampening, "dampening");
        if (Nesterov && (Momentum == 0 || Dampening > 0))
        {
            throw new FormatException("nesterov needs a momentum above 0 and no dampening");
        }
    }
}
