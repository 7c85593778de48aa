using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Networks;

/// <summary>Whether a network that could work by itself can be trained on some data by some plan.</summary>
internal static class NetworkFit
{
    /// <summary>Refuses a network that cannot.</summary>
    /// <exception cref="ToolException">The network does not fit the data (exit 3) or the batches (exit 2).</exception>
    public static void Require(Experiment experiment, Dataset data)
    {
        var (network, plan) = (experiment.Network, experiment.Plan);
        RequireInput(network);
        RequireClasses(network, data);
        RequireUse(network);
        RequireOwnSamples(network);
        RequireBatches(network, plan, data.Train.Count - plan.Validation.HeldOut);
    }

    private static void RequireInput(NetworkSpec network)
    {
        if (network.Input.Aggregate(1.0, (product, size) => product * size) != DatasetFolder.Pixels)
        {
            throw ToolException.BadInput(
                $"network '{network.Name}' reads [{string.Join(", ", network.Input)}]",
                $"an input of {DatasetFolder.Pixels} values, such as [28, 28] or [1, 28, 28]",
                "change the network's 'input'");
        }
    }

    private static void RequireClasses(NetworkSpec network, Dataset data)
    {
        if (network.Classes != data.Identity.ClassNames.Count)
        {
            throw ToolException.BadInput(
                $"network '{network.Name}' ends with {network.Classes} logits ('{network.Layers[^1].Name}'), the data has {data.Identity.ClassNames.Count} classes",
                $"a last layer that gives [{data.Identity.ClassNames.Count}]",
                "change the last layer");
        }
    }

    // libtorch has no gradient for a parameter that the loss does not depend on
    private static void RequireUse(NetworkSpec network)
    {
        var read = Enumerable.Range(0, network.Layers.Count).SelectMany(network.InputsOf).Append(network.Layers[^1].Name).ToHashSet(StringComparer.Ordinal);
        if (network.Layers.FirstOrDefault(layer => !read.Contains(layer.Name)) is { } idle)
        {
            throw ToolException.BadInput(
                $"the output of layer '{idle.Name}' in network '{network.Name}' is read by no layer", "layers that lead to the logits", "remove the layer, or read it with 'input' or 'inputs'");
        }

        if (!network.Parameters.Any(parameter => parameter.HasGradient))
        {
            throw ToolException.BadInput($"network '{network.Name}' has nothing to train", "a layer with weights", "add a layer of kind 'linear' or 'conv2d'");
        }
    }

    private static void RequireOwnSamples(NetworkSpec network)
    {
        if (network.Layers.FirstOrDefault(layer => layer.MixesSamples) is { } mixing)
        {
            throw ToolException.BadInput(
                $"layer '{mixing.Name}' in network '{network.Name}' takes the samples of a batch for steps in time", "a layer that answers to each sample by itself", "set its 'batchFirst' to true");
        }
    }

    private static void RequireBatches(NetworkSpec network, TrainingPlan plan, int samples)
    {
        var smallest = samples % plan.BatchSize is var rest and > 0 ? rest : plan.BatchSize;
        if (smallest > 1)
        {
            return;
        }

        var shapes = network.OutputShapes();
        for (var i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is BatchNorm norm && shapes[i].Skip(1).All(size => size == 1))
            {
                throw ToolException.WrongUsage(
                    $"with --batch-size {plan.BatchSize} the last of {SampleOrder.StepsFor(samples, plan.BatchSize)} batches of an epoch has one sample, and layer '{norm.Name}' has no variance of one value",
                    "batches of at least two samples",
                    "choose another --batch-size");
            }
        }
    }
}
