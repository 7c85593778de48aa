namespace Toolchain.Contracts.Datasets;

/// <summary>Images with their labels, as bytes.</summary>
/// <param name="Images">Raw pixels, uint8 [count, 28, 28].</param>
/// <param name="Labels">Class of each image.</param>
public sealed record Split(ReadOnlyMemory<byte> Images, ReadOnlyMemory<byte> Labels)
{
    /// <summary>Number of samples.</summary>
    public int Count => Labels.Length;
}

/// <summary>A training set and a test set.</summary>
/// <param name="Train">What a network learns from.</param>
/// <param name="Test">What it is measured on.</param>
/// <param name="Identity">What the set is.</param>
public sealed record Dataset(Split Train, Split Test, DatasetIdentity Identity);

/// <summary>What a data set is, wherever its files lie.</summary>
/// <param name="Name">The name of a known set, or <c>custom</c>.</param>
/// <param name="ClassNames">What each class is called.</param>
/// <param name="Digests">SHA-256 of each file's decompressed content, by canonical file name.</param>
public sealed record DatasetIdentity(string Name, IReadOnlyList<string> ClassNames, IReadOnlyDictionary<string, string> Digests)
{
    /// <summary>Whether both are the same content.</summary>
    public bool SameContent(DatasetIdentity other) =>
        Digests.Count == other.Digests.Count && Digests.All(pair => other.Digests.GetValueOrDefault(pair.Key) == pair.Value);
}
