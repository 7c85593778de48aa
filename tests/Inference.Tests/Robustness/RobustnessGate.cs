using System.Text.Json;
using Toolchain.Inference.Tests.Models;

namespace Toolchain.Inference.Tests.Robustness;

/// <summary>The short form of docs/robustness.md: the published model on the first test pictures, changed in every way.</summary>
public sealed class RobustnessGate
{
    private const int Pictures = 50;

    // what may be lost against the pictures as they are; the whole table has less of it, and 50 pictures count by whole fiftieths
    private static readonly Dictionary<string, double> MostLost = new()
    {
        ["12 × 12"] = 0.04,
        ["cropped to the ink"] = 0.06,
        ["15° left"] = 0.02,
        ["15° right"] = 0.02,
        ["6 pixels of 112"] = 0.08,
        ["10 pixels of 112 wider"] = 0.04,
    };

    [Fact]
    public void The_published_model_keeps_its_accuracy_on_pictures_as_users_bring_them()
    {
        var run = InferenceRun.Of("robustness", "--limit", $"{Pictures}", "--data", TrainedLinearModel.DataFolder, "--device", "cpu", "--format", "json");

        var rows = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var original = rows[0].GetProperty("accuracy").GetDouble();
        Assert.True(original >= 0.99, $"{original}");
        Assert.All(rows, row =>
        {
            var lost = original - row.GetProperty("accuracy").GetDouble();
            var most = MostLost.GetValueOrDefault(row.GetProperty("transform").GetString()!, 0.02);
            Assert.True(lost <= most + 1e-9, $"{row}: at most {most} may be lost");
        });
    }
}
