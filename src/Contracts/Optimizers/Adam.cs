using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Optimizers;

/// <summary>What Adam and AdamW share (Kingma and Ba, 2015).</summary>
/// <param name="Beta1">Decay of the mean of the gradients, each step.</param>
/// <param name="Beta2">Decay of the mean of their squares, each step.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <param name="AmsGrad">Whether the mean square never falls (AMSGrad; Reddi et al., 2018).</param>
/// <param name="WeightDecay">See the kinds.</param>
public abstract record AdaptiveMoments(double Beta1, double Beta2, double Epsilon, bool AmsGrad, double WeightDecay) : OptimizerSpec(WeightDecay)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> StateNames => AmsGrad ? ["mean", "square", "largest-square"] : ["mean", "square"];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool TakesMomentum => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare(Beta1, "beta1");
        RequireShare(Beta2, "beta2");
        RequireNotNegative(Epsilon, "epsilon");
    }
}

/// <summary>Adam; weight decay times the parameter is added to the gradient. Source: <c>torch.optim.Adam</c>.</summary>
/// <param name="Beta1">Decay of the mean of the gradients, each step.</param>
/// <param name="Beta2">Decay of the mean of their squares, each step.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <param name="AmsGrad">Whether the mean square never falls (AMSGrad; Reddi et al., 2018).</param>
/// <param name="WeightDecay">Added to the gradient, times the parameter.</param>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool AmsGrad = false, double WeightDecay = 0)
    : AdaptiveMoments(Beta1, Beta2, Epsilon, AmsGrad, WeightDecay);

/// <summary>Adam with the weight decay apart from the gradient: parameters shrink by rate · decay each step (Loshchilov and Hutter, 2019). Source: <c>torch.optim.AdamW</c>.</summary>
/// <param name="Beta1">Decay of the mean of the gradients, each step.</param>
/// <param name="Beta2">Decay of the mean of their squares, each step.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <param name="AmsGrad">Whether the mean square never falls (AMSGrad; Reddi et al., 2018).</param>
/// <param name="WeightDecay">Share of the parameter that a step of rate 1 takes away.</param>
public sealed record AdamW(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, bool AmsGrad = false, double WeightDecay = 0.01)
    : AdaptiveMoments(Beta1, Beta2, Epsilon, AmsGrad, WeightDecay);
