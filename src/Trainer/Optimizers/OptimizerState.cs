using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Optimizers;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Optimizers;

/// <summary>The tensors that an optimizer keeps for each parameter: zero at the start, saved with the checkpoint, the same for every kind of step.</summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    /// <summary>The state for a network, as it begins or as a checkpoint has it.</summary>
    /// <param name="spec">The optimizer.</param>
    /// <param name="network">Whose parameters it moves.</param>
    /// <param name="from">The state to go on from, by the names of <see cref="TrainingState"/>; null: all zero.</param>
    public OptimizerState(OptimizerSpec spec, TorchNetwork network, IReadOnlyDictionary<string, TensorData>? from = null)
        : this(spec, network.Trained, from)
    {
    }

    /// <summary>The state for some parameters by name; each tensor has its parameter's type and device.</summary>
    public OptimizerState(OptimizerSpec spec, IEnumerable<(string Name, Tensor Value)> parameters, IReadOnlyDictionary<string, TensorData>? from = null)
    {
        using var scope = NewDisposeScope();
        foreach (var (parameter, value) in parameters)
        {
            foreach (var state in spec.StateNames)
            {
                var name = TrainingState.OptimizerName(parameter, state);
                var start = from is null ? zeros_like(value) : tensor(from[name].Floats.ToArray(), value.shape).to(value.dtype).to(value.device);
                tensors.Add(name, start.DetachFromDisposeScope());
            }
        }
    }

    /// <summary>What is kept under a name for a parameter.</summary>
    public Tensor this[string parameter, string state] => tensors[TrainingState.OptimizerName(parameter, state)];

    /// <summary>A copy as it is now, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, TensorData> Save() => tensors.ToDictionary(
        pair => pair.Key,
        pair => TensorData.Of(MemoryMarshal.Cast<byte, float>(pair.Value.bytes), pair.Value.shape));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in tensors.Values)
        {
            value.Dispose();
        }
    }
}
