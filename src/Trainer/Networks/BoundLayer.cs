using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>What a layer does to the outputs it reads, the batch in front.</summary>
/// <param name="inputs">One tensor for each layer it reads.</param>
/// <param name="training">The pass when the network learns; null when it answers.</param>
internal delegate Tensor LayerFunction(IReadOnlyList<Tensor> inputs, TrainingPass? training);

/// <summary>A layer with its parameters, and where it reads.</summary>
/// <param name="function">What it does.</param>
/// <param name="sources">Places of the layers it reads, or <see cref="Image"/>.</param>
internal sealed class BoundLayer(LayerFunction function, int[] sources)
{
    /// <summary>The place of the network's input.</summary>
    public const int Image = -1;

    private readonly Tensor[] inputs = new Tensor[sources.Length]; // reused, so that a step leaves no garbage here

    /// <summary>The layer's output.</summary>
    /// <param name="image">The network's input.</param>
    /// <param name="outputs">Those of the earlier layers.</param>
    /// <param name="training">The pass when the network learns.</param>
    public Tensor Run(Tensor image, Tensor[] outputs, TrainingPass? training)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            inputs[i] = sources[i] == Image ? image : outputs[sources[i]];
        }

        return function(inputs, training);
    }
}
