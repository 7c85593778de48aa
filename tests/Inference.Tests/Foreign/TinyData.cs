using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>A folder with a tiny data set of 100 test pictures, which tests share, and room for models beside it.</summary>
public sealed class TinyData : IDisposable
{
    /// <summary>Pictures of the test split.</summary>
    public const int Count = 100;

    private readonly TempFolder folder = new();

    /// <summary>Writes the data.</summary>
    public TinyData() => Path = TinyDataset.Write(folder["data"], train: 10, test: Count);

    /// <summary>The folder of the data.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
