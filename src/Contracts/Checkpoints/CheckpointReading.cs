namespace Toolchain.Contracts.Checkpoints;

/// <summary>What every checkpoint must hold to, whatever it is of.</summary>
internal static class CheckpointReading
{
    /// <summary>The key whose value is the version of the layout.</summary>
    public const string VersionKey = "toolchain.checkpoint";

    /// <summary>The key whose value seals the rest.</summary>
    public const string SealKey = "seal";

    /// <summary>The file, with a seal over all that it says.</summary>
    public static Safetensors Sealed(Dictionary<string, string> metadata, IReadOnlyDictionary<string, TensorData> tensors)
    {
        metadata.Add(SealKey, Seal.Of(metadata, tensors));
        return new Safetensors(metadata, tensors);
    }

    /// <summary>A text of the metadata.</summary>
    /// <exception cref="FormatException">It is missing.</exception>
    public static string Text(Safetensors file, string key) =>
        file.Metadata.TryGetValue(key, out var value) ? value : throw new FormatException($"metadata '{key}' is missing");

    /// <summary>A tensor of this type and shape; −1 stands for any size, as in a reshape.</summary>
    /// <exception cref="FormatException">It is missing, or another.</exception>
    public static TensorData Expect(IReadOnlyDictionary<string, TensorData> tensors, string name, string type, IReadOnlyList<long> shape)
    {
        if (!tensors.TryGetValue(name, out var tensor))
        {
            throw new FormatException($"tensor '{name}' is missing");
        }

        var fits = tensor.Type == type && tensor.Shape.Count == shape.Count && tensor.Shape.Zip(shape).All(pair => pair.Second == -1 || pair.First == pair.Second);
        return fits ? tensor : throw new FormatException($"tensor '{name}' is {tensor}, not {type} [{string.Join(", ", shape).Replace("-1", "n", StringComparison.Ordinal)}]");
    }

    /// <summary>Refuses numbers that are none.</summary>
    /// <exception cref="FormatException">A value is not finite.</exception>
    public static void RequireFinite(string name, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new FormatException($"tensor '{name}' holds {values[i]} at position {i}");
            }
        }
    }

    /// <summary>Refuses a file that was changed after it was written.</summary>
    /// <exception cref="FormatException">There is no seal, or it does not hold.</exception>
    public static void RequireSeal(Safetensors file)
    {
        var found = Seal.Of(file.Metadata.Where(pair => pair.Key != SealKey), file.Tensors);
        if (Text(file, SealKey) != found)
        {
            throw new FormatException($"the content's digest is {found}, but its seal says {Text(file, SealKey)}: the file was damaged or edited after it was written");
        }
    }
}
