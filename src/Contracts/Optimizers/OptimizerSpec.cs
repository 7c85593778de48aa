using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Optimizers;

/// <summary>How gradients move parameters, as data; the learning rate comes from the schedule.</summary>
/// <remarks>The formulas, and which state each one keeps, stand beside the code in the trainer. Names are PyTorch's, spelled out.</remarks>
/// <param name="WeightDecay">Pulls each parameter towards 0; how, depends on the kind.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Sgd), "sgd")]
[JsonDerivedType(typeof(Adam), "adam")]
[JsonDerivedType(typeof(AdamW), "adamw")]
[JsonDerivedType(typeof(RmsProp), "rmsprop")]
public abstract record OptimizerSpec(double WeightDecay)
{
    /// <summary>The reference's: plain stochastic gradient descent.</summary>
    public static OptimizerSpec Reference { get; } = new Sgd();

    /// <summary>The tensors of a parameter's shape that an optimizer of this kind keeps for each parameter.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Whether a schedule that moves momentum can steer this optimizer.</summary>
    [JsonIgnore]
    public abstract bool TakesMomentum { get; }

    /// <summary>Checks the numbers together.</summary>
    /// <exception cref="FormatException">One of them is impossible; the message names it.</exception>
    public virtual void Validate() => RequireNotNegative(WeightDecay, "weight-decay");

    /// <summary>Refuses a number that is not finite or below 0.</summary>
    protected static void RequireNotNegative(double value, string name)
    {
        if (!(value >= 0) || double.IsInfinity(value))
        {
            throw new FormatException($"{name} is {value}; it must be a finite number of at least 0");
        }
    }

    /// <summary>Refuses a share that is not in [0, 1).</summary>
    protected static void RequireShare(double value, string name)
    {
        if (!(value is >= 0 and < 1))
        {
            throw new FormatException($"{name} is {value}; it must be at least 0 and below 1");
        }
    }
}
