using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Comparisons;

/// <summary>The validations inside epochs of one run, in a file that only grows: <c>step,val_loss,val_accuracy</c>.</summary>
/// <remarks>The ends of epochs are in the checkpoint; these are in no checkpoint, so a resumed run takes them from here.</remarks>
internal sealed class ValidationLog(string path)
{
    private const string Header = "step,val_loss,val_accuracy";
    private readonly List<ValidationPoint> points = [];

    /// <summary>The validations so far.</summary>
    public IReadOnlyList<ValidationPoint> Points => points;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        points.Clear();
        Disk.WriteText(path, $"{Header}\n");
    }

    /// <summary>Takes up the validations up to a step; those a killed process made beyond its last checkpoint are made again.</summary>
    /// <returns>Whether each of the <paramref name="expected"/> steps is there.</returns>
    public bool Restore(IEnumerable<long> expected)
    {
        points.Clear();
        var wanted = expected.ToHashSet();
        var lines = File.Exists(path) ? File.ReadAllLines(path).Skip(1) : [];
        points.AddRange(lines.Select(Read).OfType<ValidationPoint>().Where(point => wanted.Remove(point.Step)));
        Disk.WriteText(path, $"{Header}\n{string.Concat(points.Select(Write))}");
        return wanted.Count == 0;
    }

    /// <summary>Adds a validation; the operating system has it when this returns.</summary>
    public void Add(ValidationPoint point)
    {
        points.Add(point);
        File.AppendAllText(path, Write(point));
    }

    private static string Write(ValidationPoint point) => $"{point.Step},{point.Loss},{point.Accuracy}\n";

    // a line that a kill cut short counts as absent
    private static ValidationPoint? Read(string line) =>
        line.Split(',') is [var step, var loss, var accuracy]
        && long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && double.TryParse(loss, CultureInfo.InvariantCulture, out var lossValue)
        && double.TryParse(accuracy, CultureInfo.InvariantCulture, out var share)
            ? new ValidationPoint(number, lossValue, share)
            : null;
}
