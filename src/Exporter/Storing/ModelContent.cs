using System.Security.Cryptography;
using Google.Protobuf;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Storing;

/// <summary>A model as it lies on disk: one file, or where protobuf's limit forbids that, one with its weights in another beside it.</summary>
internal sealed class ModelContent
{
    /// <summary>The longest file that protobuf reads.</summary>
    public const long Limit = int.MaxValue;

    // smaller tensors stay in the model's file, where they steer reshapes and the like
    private const int LeastOutside = 1024;

    private ModelContent(byte[] bytes, WeightsFile? weights)
    {
        Bytes = bytes;
        Weights = weights;
        Digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The content of the model's file.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of the model's file; it names the weights' file, and so stands for that too.</summary>
    public string Digest { get; }

    /// <summary>The file with the weights; null where they are in the model's.</summary>
    public WeightsFile? Weights { get; }

    /// <summary>Bytes of both files together.</summary>
    public long Length => Bytes.Length + (Weights?.Length ?? 0);

    /// <summary>Lays a model out.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="name">What its file is called.</param>
    /// <param name="limit">The longest file that is written.</param>
    public static ModelContent Of(ModelProto model, string name = "model.onnx", long limit = Limit)
    {
        var outside = model.Graph.Initializer.Where(IsLarge).ToArray();
        if (outside.Length == 0 || Size(model) <= limit)
        {
            return new ModelContent(model.ToByteArray(), null);
        }

        var weights = new WeightsFile(name, [.. outside.Select(tensor => tensor.RawData.Memory)]);
        var (shell, next) = (model.Clone(), 0); // the bytes of the tensors are shared
        foreach (var tensor in shell.Graph.Initializer.Where(IsLarge))
        {
            var (offset, length) = weights.Spans[next++];
            tensor.ClearRawData();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(Entry("location", weights.Name));
            tensor.ExternalData.Add(Entry("offset", $"{offset}"));
            tensor.ExternalData.Add(Entry("length", $"{length}"));
        }

        return new ModelContent(shell.ToByteArray(), weights);
    }

    private static bool IsLarge(TensorProto tensor) => tensor.RawData.Length >= LeastOutside;

    // protobuf counts in 32 bits, and what is beyond wraps around
    private static long Size(ModelProto model)
    {
        var weights = model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length);
        return weights <= Limit && model.CalculateSize() is var size and >= 0 ? size : Math.Max(weights, Limit + 1);
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
