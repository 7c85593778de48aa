using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>
/// x * weight + bias as a module, with numbers of one's own, so that they can be seen: <c>new Affine(bias: positions)</c> in place of <c>x + positions</c>,
/// <c>new Affine(weight: tensor(0.5f))</c> in place of <c>x * 0.5</c>. A parameter stays one and is trained; another tensor becomes a buffer.
/// </summary>
public sealed class Affine : nn.Module<Tensor, Tensor>
{
    private readonly Tensor? weight;
    private readonly Tensor? bias;

    /// <summary>Takes the numbers, float32, which fit the last axes of what it will read; it owns them from now on.</summary>
    /// <param name="weight">What to multiply by.</param>
    /// <param name="bias">What to add then; of the weight's shape.</param>
    /// <exception cref="ArgumentException">There are neither, or two of different shapes.</exception>
    public Affine(Tensor? weight = null, Tensor? bias = null)
        : base(nameof(Affine))
    {
        if (weight is null ? bias is null : bias is not null && !weight.shape.SequenceEqual(bias.shape))
        {
            throw new ArgumentException("weight and bias are absent or of different shapes; give one of them, or make two modules");
        }

        (this.weight, this.bias) = (Own(nameof(weight), weight), Own(nameof(bias), bias));
    }

    /// <summary>What it multiplies by; null for 1.</summary>
    public Tensor? Weight => weight;

    /// <summary>What it adds; null for nothing.</summary>
    public Tensor? Bias => bias;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var one = TorchSharp.ScalarExtensionMethods.ToScalar(1.0); // decision 0007
        return weight is null ? input.add(bias!, one) : bias is null ? input.mul(weight) : input.mul(weight).add_(bias, one);
    }

    private Tensor? Own(string name, Tensor? numbers)
    {
        switch (numbers)
        {
            case null:
                return null;
            case TorchSharp.Modules.Parameter parameter:
                register_parameter(name, parameter);
                return parameter;
            default:
                var kept = numbers.to(float32).clone().DetachFromDisposeScope();
                register_buffer(name, kept);
                return kept;
        }
    }
}
