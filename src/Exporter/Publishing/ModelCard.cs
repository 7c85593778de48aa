using System.Globalization;
using System.Text;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Publishing;

/// <summary>The content of <c>card.md</c>: what the model is, how to use it, how it was made, where it ends. What is not known is left out.</summary>
internal sealed class ModelCard
{
    private readonly StringBuilder card = new();
    private readonly CardFacts facts;

    private ModelCard(CardFacts facts) => this.facts = facts;

    /// <summary>The file's text; the same facts give the same text.</summary>
    public static string Write(CardFacts facts)
    {
        var card = new ModelCard(facts);
        card.Summary();
        card.Text(CardUse.Write(facts));
        card.Origin();
        card.Epochs();
        card.Data();
        card.Limits();
        return card.card.ToString();
    }

    private void Summary()
    {
        var metadata = facts.Metadata;
        Line($"# {facts.Name}");
        Text("");
        Line($"{Purpose()}");
        Line($"{Quality()}");
        Text("");
        Text("| what | value |\n|---|---|");
        Line($"| network | `{metadata.Network.Name}`: {string.Join(" → ", metadata.Network.Layers.Select(Describe))} |");
        Line($"| parameters | {metadata.Network.Parameters.Sum(parameter => (long)parameter.Count):N0} |");
        Line($"| file | `{facts.File}`, {facts.Model.Bytes:N0} bytes, ONNX opset {facts.Model.Opset} |");
        Line($"| SHA-256 | `{facts.Sha256}` |");
        if (metadata.Precision is { } precision)
        {
            Line($"| computes in | {precision.Type}{Ranges(precision)} |");
        }

        Line($"| input | {Values(facts.Model.Inputs)}{(metadata.Input.IsOfPictures ? $", {metadata.Input.Range}, {metadata.Input.Ink}" : "")} |");
        Line($"| {(facts.Model.Outputs.Count == 1 ? "output" : "outputs")} | {Values(facts.Model.Outputs)} |");
        Text("");
    }

    private string Purpose() => facts.Metadata switch
    {
        { ClassNames: { } names, Input.IsOfPictures: true } => $"Says which of {names.Count} classes ({string.Join(", ", names)}) a picture of 28 × 28 pixels shows.",
        { ClassNames: { } names } => $"Says to which of {names.Count} classes ({string.Join(", ", names)}) its input belongs.",
        _ => $"Computes {string.Join(" and ", facts.Model.Outputs.Select(ValueText.Describe))} from {string.Join(" and ", facts.Model.Inputs.Select(ValueText.Describe))}.",
    };

    private FormattableString Quality() => facts switch
    {
        { Accuracy: { } measured } => $"**{measured.Correct} of {measured.Total} test images correct ({Percent(measured.Accuracy)})**, measured in ONNX Runtime on the file in this folder.",
        { Metadata.Metrics: { } trained } => $"**{trained.Correct} of {trained.Total} {(trained.Split == Validation.OnTest.ToString() ? "test images" : "held-out images")} correct ({Percent(trained.Accuracy)})**, measured in training on the weights that this file was exported from{(facts.Metadata.Precision is { MaxAccuracyDrop: { } drop } precision ? $"; in {precision.Type} at most {drop} percentage points fewer" : "")}.",
        _ => $"How good it is, the file does not say.",
    };

    private static string Ranges(ModelPrecision precision) => precision.Quantization switch
    {
        ModelPrecision.Static => $", its ranges chosen by {precision.Calibration} of {precision.CalibrationImages} training images",
        ModelPrecision.Dynamic => ", its ranges measured in every run",
        _ => "",
    };

    private void Origin()
    {
        Text(facts.Metadata.Plan is null ? "## Where it comes from" : "## How it was trained");
        Text("");
        Line($"```sh\n{facts.Metadata.Command}\n```");
        Text("");
        if (facts.Metadata.Plan is { } plan)
        {
            var epochs = facts.Metadata.Metrics?.Epochs;
            Line($"Seed {plan.Seed}, batches of {plan.BatchSize}, {(epochs is null ? "" : $"{epochs} {(epochs == 1 ? "epoch" : "epochs")}, ")}learning rate {Describe(plan.Schedule)}.");
        }

        Line($"Exported from the checkpoint with SHA-256 `{facts.Metadata.CheckpointDigest}`.");
        Text("");
    }

    private void Epochs()
    {
        if (facts.Epochs.Count == 0 || facts.Metadata.Plan is not { } plan)
        {
            return;
        }

        Text("## Results by epoch");
        Text("");
        Line($"Validated on {(plan.Validation == Validation.OnTest ? "the test set" : $"{plan.Validation.HeldOut} images held out of the training set")}; the rate is that of the epoch's last update.");
        Text("");
        Text("| epoch | loss | accuracy | validation loss | validation accuracy | rate |\n|--:|--:|--:|--:|--:|--:|");
        foreach (var epoch in facts.Epochs)
        {
            Line($"| {epoch.Epoch} | {epoch.Loss:0.0000} | {epoch.Accuracy:0.0000} | {epoch.ValLoss:0.0000} | {epoch.ValAccuracy:0.0000} | {epoch.RateApplied:0.######} |");
        }

        Text("");
    }

    private void Data()
    {
        if (facts.Metadata.Data is not { } data)
        {
            return;
        }

        Text("## Data");
        Text("");
        Text(data.Name == "mnist" ? Mnist : $"The set `{data.Name}`; its licence is for the publisher to state. It is told apart by these digests.");
        Text("");
        Text("| file, decompressed | SHA-256 |\n|---|---|");
        foreach (var (file, digest) in data.Digests.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Line($"| {file} | `{digest}` |");
        }

        Text("");
    }

    private void Limits()
    {
        Text("## Limits");
        Text("");
        var (whose, its) = facts.Metadata.Calibration?.Checkpoint is null ? ("its training", "the") : ("another training of the same recipe", "that one's");
        Line(facts.Metadata switch
        {
            { ClassNames: null } => $"- It answers whatever it is given.",
            { Calibration: { } calibration } => $"- It answers with one of its classes whatever {Given()}. `probabilities` is softmax(`logits` / {calibration.Temperature}), fitted on {calibration.Samples} images that {whose} held out, where {its} expected calibration error is {Percent(calibration.Error)} ({Percent(calibration.ErrorBefore)} without): it is honest for pictures like those, and for no others.",
            _ => $"- It answers with one of its classes whatever {Given()}, and its probabilities are not calibrated.",
        });
        if (facts.Metadata is { Input.IsOfPictures: true, ClassNames: not null })
        {
            Text("- It expects pictures prepared as in its data: one figure, centred, white on black. Others can be answered wrongly and confidently.");
        }

        Text(facts.Metadata.Data is null ? "- What it was trained and measured on, the file does not say." : "- It was measured on the test images of its own data only.");
        if (facts.Metadata.ProbeIsComputed)
        {
            Text("- It was held against plain arithmetic on its weights, not against answers of the program that trained it: what this program did and its network does not say, nobody has compared.");
        }

        if (facts.Metadata.Plan?.Validation == Validation.OnTest)
        {
            Text("- The epochs were validated on the test set; whoever picks an epoch by that number sees a slightly better one than new pictures will give.");
        }
    }

    private string Given() => facts.Metadata.Input.IsOfPictures ? "the picture shows" : "it is given";

    private void Line(FormattableString text) => Text(text.ToString(CultureInfo.InvariantCulture));

    private void Text(string text) => card.Append(text.ReplaceLineEndings("\n")).Append('\n');

    // neighbours of one type and shape together
    private static string Values(IReadOnlyList<ValueSummary> values)
    {
        var groups = new List<(List<string> Names, string Text)>();
        foreach (var value in values)
        {
            if (groups.Count == 0 || groups[^1].Text != ValueText.Describe(value))
            {
                groups.Add(([], ValueText.Describe(value)));
            }

            groups[^1].Names.Add($"`{value.Name}`");
        }

        return string.Join("; ", groups.Select(group => $"{string.Join(" and ", group.Names)}: {group.Text}"));
    }

    private const string Mnist =
        """
        MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, made available under
        [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/): 60,000 training and 10,000 test images of handwritten digits.
        """;

    private static string Percent(double share) => share.ToString("P2", CultureInfo.InvariantCulture);

    private static string Describe(LayerSpec layer) => layer is Linear linear ? $"Linear {linear.InFeatures} to {linear.OutFeatures}" : layer.GetType().Name;

    // through its JSON form, so that a new schedule needs no word here
    private static string Describe(Schedule schedule)
    {
        using var json = JsonDocument.Parse(schedule.ToJson());
        var members = json.RootElement.EnumerateObject().ToArray();
        var kind = members.Single(member => member.NameEquals("kind")).Value;
        return $"{kind} ({string.Join(", ", members.Where(member => !member.NameEquals("kind")).Select(member => $"{member.Name} {member.Value.GetRawText()}"))})";
    }
}
