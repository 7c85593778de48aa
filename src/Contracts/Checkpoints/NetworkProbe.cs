using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>Samples of any kind and the network's own answers to them: what an exported model is held against, without data or libtorch.</summary>
/// <param name="Inputs">The samples, the batch in front: float32 or int64, as the network reads them, or uint8 for pictures, of which it reads 1/255.</param>
/// <param name="Outputs">The answers, float32, the batch in front.</param>
public sealed record NetworkProbe(TensorData Inputs, TensorData Outputs)
{
    /// <summary>The key that says of checkpoint and model where the answers come from; absent where they are the trained network's own.</summary>
    public const string OriginKey = "probe";

    /// <summary>Its value where we computed them.</summary>
    public const string Computed = "computed";

    private const string InputsName = "probe/input";
    private const string OutputsName = "probe/output";

    /// <summary>Number of samples.</summary>
    public int Count => checked((int)Inputs.Shape[0]);

    /// <summary>Whether the samples are raw pixels.</summary>
    public bool IsOfPictures => Inputs.Type == TensorData.UInt8;

    /// <summary>Reads where the answers come from.</summary>
    /// <exception cref="FormatException">From a place that is not known.</exception>
    internal static bool WasComputed(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault(OriginKey) switch
    {
        null => false,
        Computed => true,
        var origin => throw new FormatException($"metadata '{OriginKey}' is '{origin}', not '{Computed}'"),
    };

    /// <summary>The probe of a training: pictures and logits.</summary>
    public static NetworkProbe Of(NetworkSpec network, Probe probe)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(probe);
        return new NetworkProbe(
            new TensorData(TensorData.UInt8, [probe.Count, .. network.Input.Select(size => (long)size)], probe.Images),
            TensorData.Of(probe.Logits, probe.Count, network.Classes));
    }

    /// <summary>Refuses a probe that is none of this network.</summary>
    /// <exception cref="FormatException">Its types or shapes are others, it is empty, or a value is not finite.</exception>
    public static NetworkProbe Require(NetworkSpec network, IReadOnlyDictionary<string, TensorData> tensors)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(tensors);
        var pictures = network.InputType == ElementType.Float32 && tensors.TryGetValue(InputsName, out var found) && found.Type == TensorData.UInt8;
        var type = pictures ? TensorData.UInt8 : network.InputType == ElementType.Int64 ? TensorData.Int64 : TensorData.Float32;
        var inputs = CheckpointReading.Expect(tensors, InputsName, type, [-1, .. network.Input.Select(size => (long)size)]);
        var outputs = CheckpointReading.Expect(tensors, OutputsName, TensorData.Float32, [inputs.Shape[0], .. network.Output.Select(size => (long)size)]);
        if (inputs.Shape[0] < 1)
        {
            throw new FormatException("the probe holds no sample");
        }

        if (type == TensorData.Float32)
        {
            CheckpointReading.RequireFinite(InputsName, inputs.Floats);
        }

        CheckpointReading.RequireFinite(OutputsName, outputs.Floats);
        return new NetworkProbe(inputs, outputs);
    }

    /// <summary>Its tensors as a checkpoint holds them.</summary>
    public IReadOnlyDictionary<string, TensorData> ToTensors() => new Dictionary<string, TensorData> { [InputsName] = Inputs, [OutputsName] = Outputs };
}
