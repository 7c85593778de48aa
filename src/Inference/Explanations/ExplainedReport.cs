using Toolchain.Contracts.Programs;
using Toolchain.Inference.Classification;

namespace Toolchain.Inference.Explanations;

/// <summary>A report beside which a folder explains the same answers.</summary>
/// <param name="report">What goes to the terminal.</param>
/// <param name="top">Classes that it names for each picture; the explanations name all that there are.</param>
/// <param name="folder">Where the explanations go.</param>
/// <param name="classNames">What each class is called.</param>
/// <param name="terminal">Where it is said how many they are.</param>
internal sealed class ExplainedReport(ClassificationReport report, int top, ExplanationFolder folder, IReadOnlyList<string> classNames, Terminal terminal) : ClassificationReport
{
    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Classified> results)
    {
        report.Write([.. results.Select(result => result.Of(top))]);
        folder.Add(results, classNames);
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        report.Finish();
        folder.Finish();
        terminal.Error.WriteLine($"{InferenceProgram.Name}: {folder.Summary}");
    }
}
