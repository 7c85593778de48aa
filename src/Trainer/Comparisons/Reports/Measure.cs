using System.Globalization;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>Something that is measured of every run: a group of columns in the reports.</summary>
/// <param name="Name">In files: <c>final_accuracy</c>.</param>
/// <param name="Title">In tables.</param>
/// <param name="Format">How a value is shown in tables.</param>
/// <param name="Of">The value of a run; null where there is none.</param>
internal sealed record Measure(string Name, string Title, string Format, Func<RunOutcome, double?> Of)
{
    private const string Share = "0.0000";
    private const string FineShare = "0.00000";
    private const string Count = "#,0";

    /// <summary>Name of the measure that <see cref="ComparisonPlan.Target"/> decides.</summary>
    public const string StepsToTarget = "steps_to_target";

    /// <summary>All of them, in the order of the files.</summary>
    public static IReadOnlyList<Measure> All(double target) =>
    [
        new("final_accuracy", "final accuracy", Share, run => run.Final?.Accuracy),
        new("best_accuracy", "best accuracy", Share, run => run.Best?.Accuracy),
        new(StepsToTarget, $"steps to {target}", Count, run => run.Diverged is null ? run.StepsTo(target) : null),
        new("final_loss", "final loss", Share, run => run.Final?.Loss),
        new("final_training_loss", "training loss", Share, run => run.Diverged is null ? run.Epochs[^1].Loss : null),
        new("unrest", "unrest", FineShare, run => run.Unrest()),
    ];

    /// <summary>A value as tables show it.</summary>
    public string Text(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>A difference as tables show it, always with its sign.</summary>
    public string Signed(double value) => value.ToString($"+{Format};−{Format};{Format}", CultureInfo.InvariantCulture);
}
