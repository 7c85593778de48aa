using Toolchain.Contracts.Datasets;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Models;

/// <summary>A linear classifier that learns MNIST's training pictures in a second, and the files that tests share.</summary>
/// <remarks>Softmax regression: one pass of stochastic gradient descent in the order of the files, so no seed is needed.</remarks>
public sealed class TrainedLinearModel : IDisposable
{
    private const float Rate = 0.02f;

    private readonly TempFolder folder = new();

    public TrainedLinearModel()
    {
        Data = DatasetFolder.Load(DataFolder);
        Model = new LinearModel { Weights = Train(Data.Train) };
        Path = Model.Write(folder["linear.onnx"]);
    }

    /// <summary>The model's file, of raw pixels.</summary>
    public string Path { get; }

    /// <summary>The repository's MNIST.</summary>
    public Dataset Data { get; }

    internal LinearModel Model { get; }

    internal static string DataFolder { get; } = FindDataFolder();

    public void Dispose() => folder.Dispose();

    private static string FindDataFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Toolchain.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("these tests run inside the repository");
        }

        return System.IO.Path.Combine(folder.FullName, "data", "mnist");
    }

    private static float[] Train(Split train)
    {
        var weights = new float[DatasetFolder.Pixels * DatasetFolder.Classes];
        var scores = new float[DatasetFolder.Classes];
        for (var sample = 0; sample < train.Count; sample++)
        {
            var image = train.Images.Span.Slice(sample * DatasetFolder.Pixels, DatasetFolder.Pixels);
            Array.Clear(scores);
            for (var pixel = 0; pixel < image.Length; pixel++)
            {
                for (var label = 0; image[pixel] != 0 && label < scores.Length; label++)
                {
                    scores[label] += image[pixel] / 255f * weights[(pixel * scores.Length) + label];
                }
            }

            var largest = scores.Max();
            var sum = scores.Sum(score => MathF.Exp(score - largest));
            for (var label = 0; label < scores.Length; label++)
            {
                scores[label] = Rate * ((MathF.Exp(scores[label] - largest) / sum) - (label == train.Labels.Span[sample] ? 1 : 0));
            }

            for (var pixel = 0; pixel < image.Length; pixel++)
            {
                for (var label = 0; image[pixel] != 0 && label < scores.Length; label++)
                {
                    weights[(pixel * scores.Length) + label] -= image[pixel] / 255f * scores[label];
                }
            }
        }

        return weights;
    }
}
