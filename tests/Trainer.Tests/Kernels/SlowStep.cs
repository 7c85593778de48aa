using Toolchain.Contracts.Optimizers;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Tests.Kernels;

/// <summary>The oracle: the same update in plain loops and double precision, formula by formula.</summary>
internal sealed class SlowStep(KernelProblem problem, Sgd optimizer, double smoothing = 0)
{
    private readonly double[][] velocities = [.. problem.Parameters.Select(values => new double[values.Length])];
    private int steps;

    /// <summary>All parameters, weight and bias of each layer in turn.</summary>
    public double[][] Parameters { get; } = [.. problem.Parameters.Select(values => values.Select(value => (double)value).ToArray())];

    /// <summary>How close a hidden sum came to ReLU's kink, where float32 may take the other side.</summary>
    public double Kink { get; private set; } = double.PositiveInfinity;

    public BatchResult Step(double rate, int[]? samples = null)
    {
        samples ??= [.. Enumerable.Range(0, problem.Samples)];
        var gradients = Parameters.Select(values => new double[values.Length]).ToArray();
        var result = default(BatchResult);
        foreach (var sample in samples)
        {
            var outputs = Forward(sample);
            var logits = outputs[^1];
            var most = logits.Max();
            var powers = logits.Select(logit => Math.Exp(logit - most)).ToArray();
            var logProbabilities = logits.Select(logit => logit - most - Math.Log(powers.Sum())).ToArray();
            var targets = logits.Select((_, c) => (c == problem.Classes[sample] ? 1 - smoothing : 0) + (smoothing / logits.Length)).ToArray();
            result += new BatchResult(-targets.Zip(logProbabilities, (target, log) => target * log).Sum(), Array.IndexOf(logits, most) == problem.Classes[sample] ? 1 : 0);
            Backward(outputs, [.. logits.Select((_, c) => ((powers[c] / powers.Sum()) - targets[c]) / samples.Length)], gradients);
        }

        Descend(gradients, rate);
        return result;
    }

    private double[][] Forward(int sample)
    {
        var outputs = new double[problem.Layers + 1][];
        outputs[0] = [.. problem.Inputs.Skip(sample * problem.Sizes[0]).Take(problem.Sizes[0]).Select(value => (double)value)];
        for (var layer = 0; layer < problem.Layers; layer++)
        {
            var (inputs, weight, bias) = (problem.Sizes[layer], Parameters[2 * layer], Parameters[(2 * layer) + 1]);
            outputs[layer + 1] = new double[problem.Sizes[layer + 1]];
            for (var unit = 0; unit < outputs[layer + 1].Length; unit++)
            {
                var sum = bias[unit];
                for (var i = 0; i < inputs; i++)
                {
                    sum += weight[(unit * inputs) + i] * outputs[layer][i];
                }

                var isHidden = layer < problem.Layers - 1;
                Kink = isHidden ? Math.Min(Kink, Math.Abs(sum)) : Kink;
                outputs[layer + 1][unit] = isHidden ? Math.Max(0, sum) : sum;
            }
        }

        return outputs;
    }

    private void Backward(double[][] outputs, double[] delta, double[][] gradients)
    {
        for (var layer = problem.Layers - 1; layer >= 0; layer--)
        {
            var (inputs, weight) = (problem.Sizes[layer], Parameters[2 * layer]);
            var below = new double[inputs];
            for (var unit = 0; unit < delta.Length; unit++)
            {
                gradients[(2 * layer) + 1][unit] += delta[unit];
                for (var i = 0; i < inputs; i++)
                {
                    gradients[2 * layer][(unit * inputs) + i] += delta[unit] * outputs[layer][i];
                    below[i] += outputs[layer][i] > 0 ? delta[unit] * weight[(unit * inputs) + i] : 0;
                }
            }

            delta = below;
        }
    }

    // torch.optim.SGD
    private void Descend(double[][] gradients, double rate)
    {
        for (var p = 0; p < gradients.Length; p++)
        {
            for (var i = 0; i < gradients[p].Length; i++)
            {
                var gradient = gradients[p][i] + (optimizer.WeightDecay * Parameters[p][i]);
                if (optimizer.Momentum > 0)
                {
                    var velocity = velocities[p][i] = steps == 0 ? gradient : (optimizer.Momentum * velocities[p][i]) + ((1 - optimizer.Dampening) * gradient);
                    gradient = optimizer.Nesterov ? gradient + (optimizer.Momentum * velocity) : velocity;
                }

                Parameters[p][i] -= rate * gradient;
            }
        }

        steps++;
    }
}
