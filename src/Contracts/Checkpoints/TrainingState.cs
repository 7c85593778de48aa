using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>The tensors that a training keeps beside the weights, by plan: nobody but a resumed training reads them.</summary>
public static class TrainingState
{
    /// <summary>The name of a tensor that the optimizer keeps for a parameter: <c>optimizer/hidden.weight/momentum</c>.</summary>
    public static string OptimizerName(string parameter, string state) => $"optimizer/{parameter}/{state}";

    /// <summary>The name of a parameter as training moves it, where the weights that answer are an average: <c>moving/hidden.weight</c>.</summary>
    public static string MovingName(string parameter) => $"moving/{parameter}";

    /// <summary>The weights as training moves them: those of the checkpoint, unless they are an average.</summary>
    public static IReadOnlyDictionary<string, TensorData> MovingWeights(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.Plan.AverageDecay is null ? checkpoint.Weights : checkpoint.Weights.Keys.ToDictionary(name => name, name => checkpoint.State[MovingName(name)]);
    }

    /// <summary>Every such tensor that a checkpoint of this plan holds, with its shape; all are float32.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<int> Shape)> Of(NetworkSpec network, TrainingPlan plan)
    {
        foreach (var parameter in network.Parameters)
        {
            foreach (var state in parameter.HasGradient ? plan.Optimizer.StateNames : [])
            {
                yield return (OptimizerName(parameter.Name, state), parameter.Shape);
            }

            if (plan.AverageDecay is not null)
            {
                yield return (MovingName(parameter.Name), parameter.Shape);
            }
        }
    }
}
