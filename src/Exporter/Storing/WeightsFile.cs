using System.Security.Cryptography;

namespace Toolchain.Exporter.Storing;

/// <summary>The weights of a model that is too large for one file: tensors one after the other, each at a multiple of a page, so that a runtime may map it into memory.</summary>
internal sealed class WeightsFile
{
    private const int Page = 4096;
    private const int DigestLetters = 16;
    private const int MostLetters = 100; // of the model's name, which may be as long as a system takes
    private const string Ending = ".data";

    private readonly IReadOnlyList<ReadOnlyMemory<byte>> tensors;

    /// <summary>Lays tensors out.</summary>
    /// <param name="model">What the model's file is called.</param>
    /// <param name="tensors">Their bytes, in order.</param>
    public WeightsFile(string model, IReadOnlyList<ReadOnlyMemory<byte>> tensors)
    {
        this.tensors = tensors;
        var spans = new List<(long Offset, long Length)>();
        foreach (var tensor in tensors)
        {
            spans.Add((Length, tensor.Length));
            Length += tensor.Length + Padding(tensor.Length);
        }

        Spans = spans;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Each(hash.AppendData);
        Digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        Name = $"{Prefix(model)}{Digest[..DigestLetters]}{Ending}";
    }

    /// <summary>Its name: that of the model, as far as every system takes it, and the beginning of its digest, so that another model's weights never take its place.</summary>
    public string Name { get; }

    /// <summary>SHA-256.</summary>
    public string Digest { get; }

    /// <summary>Bytes, with what lies between the tensors.</summary>
    public long Length { get; }

    /// <summary>Where each tensor lies.</summary>
    public IReadOnlyList<(long Offset, long Length)> Spans { get; }

    /// <summary>Whether a file holds weights of a model of this name.</summary>
    public static bool IsOf(string model, string file) =>
        file.StartsWith(Prefix(model), StringComparison.Ordinal) && file.EndsWith(Ending, StringComparison.Ordinal)
        && file.Length == Prefix(model).Length + DigestLetters + Ending.Length
        && file.AsSpan(Prefix(model).Length, DigestLetters).ToString().All(char.IsAsciiHexDigitLower);

    /// <summary>Writes the bytes.</summary>
    public void Write(Stream stream) => Each(stream.Write);

    private static string Prefix(string model) =>
        string.Concat(model.Take(MostLetters).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')).TrimStart('.') is { Length: > 0 } safe ? $"{safe}." : "model.";

    private static int Padding(int length) => (Page - (length % Page)) % Page;

    private void Each(Bytes use)
    {
        var zeros = new byte[Page];
        foreach (var tensor in tensors)
        {
            use(tensor.Span);
            use(zeros.AsSpan(0, Padding(tensor.Length)));
        }
    }

    private delegate void Bytes(ReadOnlySpan<byte> bytes);
}
