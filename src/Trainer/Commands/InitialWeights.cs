using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Commands;

/// <summary>Weights that a user wants to start from.</summary>
/// <param name="Weights">By parameter name.</param>
/// <param name="Digest">SHA-256 of their file.</param>
internal sealed record InitialWeights(IReadOnlyDictionary<string, TensorData> Weights, string Digest)
{
    /// <summary>Reads the weights of a network from a checkpoint of ours or any safetensors file of just these tensors.</summary>
    /// <exception cref="ToolException">A tensor is missing, unknown, of another shape or type, or not finite (exit 3).</exception>
    public static InitialWeights Load(string path, NetworkSpec network)
    {
        var file = Safetensors.Read(path);
        try
        {
            var weights = Checkpoint.WeightsOf(network, file.Tensors);
            // a checkpoint carries its probe too; in a file of weights an unknown name is a mistake
            if (!Checkpoint.Recognizes(file) && file.Tensors.Keys.FirstOrDefault(name => !weights.ContainsKey(name)) is { } unknown)
            {
                throw new FormatException($"tensor '{unknown}' belongs to no layer of the network");
            }

            return new InitialWeights(weights, Checkpoint.DigestOf(path));
        }
        catch (FormatException fault)
        {
            var expected = string.Join(", ", network.Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"));
            throw ToolException.BadInput($"{path}: {fault.Message}", $"float32 tensors {expected}", "rename or reshape the tensors, or choose another --network", fault);
        }
    }

    /// <summary>Refuses weights of another file than a plan begins with.</summary>
    /// <exception cref="ToolException">The file has another digest (exit 3).</exception>
    public InitialWeights Require(string digest, string path) => Digest == digest
        ? this
        : throw ToolException.BadInput($"{path} has sha256 {Digest}", $"{digest}, as the plan says", "name the file of the weights the plan began with");
}
