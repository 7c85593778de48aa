using System.Globalization;
using System.Text;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Exporter.Publishing;

/// <summary>The content of <c>card.md</c>: what the model is, how to use it, how it was made, where it ends.</summary>
internal static class ModelCard
{
    /// <summary>The file's text; the same facts give the same text.</summary>
    public static string Write(PublishedMetrics facts, ModelMetadata metadata, Checkpoint training)
    {
        var card = new StringBuilder();
        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        void Text(string text) => card.Append(text.ReplaceLineEndings("\n")).Append('\n');

        Line($"# {facts.Name}");
        Text("");
        Line($"Says which of {training.Data.ClassNames.Count} classes ({string.Join(", ", training.Data.ClassNames)}) a picture of 28 × 28 pixels shows.");
        Line($"**{facts.OnnxRuntime.Correct} of {facts.OnnxRuntime.Total} test images correct ({Percent(facts.OnnxRuntime.Accuracy)})**, measured in ONNX Runtime on the file in this folder.");
        Text("");
        Text("| what | value |\n|---|---|");
        Line($"| network | `{metadata.Network.Name}`: {string.Join(" → ", metadata.Network.Layers.Select(Describe))} |");
        Line($"| parameters | {metadata.Network.Parameters.Sum(parameter => (long)parameter.Count):N0} |");
        Line($"| file | `{facts.Model.File}`, {facts.Model.Bytes:N0} bytes, ONNX opset {facts.Model.Opset} |");
        Line($"| SHA-256 | `{facts.Model.Sha256}` |");
        Line($"| input | `image`: {metadata.Input.Type} [{metadata.Input.Shape}], {metadata.Input.Range}, {metadata.Input.Ink} |");
        Line($"| outputs | `logits` and `probabilities`: float32 [batch, {training.Data.ClassNames.Count}]; `label`: int64 [batch] |");
        Text("");
        Text(Use);
        Text("## How it was trained");
        Text("");
        Line($"```sh\n{metadata.Command}\n```");
        Text("");
        Line($"Seed {training.Plan.Seed}, batches of {training.Plan.BatchSize}, {facts.Epochs.Count} {(facts.Epochs.Count == 1 ? "epoch" : "epochs")}, learning rate {Describe(training.Plan.Schedule)}.");
        Line($"Exported from the checkpoint with SHA-256 `{facts.CheckpointSha256}`.");
        Text("");
        Text("## Results by epoch");
        Text("");
        Line($"Validated on {(training.Plan.Validation == Validation.OnTest ? "the test set" : $"{training.Plan.Validation.HeldOut} images held out of the training set")}; the rate is that of the epoch's last update.");
        Text("");
        Text("| epoch | loss | accuracy | validation loss | validation accuracy | rate |\n|--:|--:|--:|--:|--:|--:|");
        foreach (var epoch in facts.Epochs)
        {
            Line($"| {epoch.Epoch} | {epoch.Loss:0.0000} | {epoch.Accuracy:0.0000} | {epoch.ValLoss:0.0000} | {epoch.ValAccuracy:0.0000} | {epoch.RateApplied:0.######} |");
        }

        Text("");
        Text("## Data");
        Text("");
        Text(training.Data.Name == "mnist" ? Mnist : $"The set `{training.Data.Name}`; its licence is for the publisher to state. It is told apart by these digests.");
        Text("");
        Text("| file, decompressed | SHA-256 |\n|---|---|");
        foreach (var (file, digest) in training.Data.Digests.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Line($"| {file} | `{digest}` |");
        }

        Text("");
        Text(Limits);
        if (training.Plan.Validation == Validation.OnTest)
        {
            Text("- The epochs were validated on the test set; whoever picks an epoch by that number sees a slightly better one than new pictures will give.");
        }

        return card.ToString();
    }

    private const string Use =
        """
        ## How to use it

        ```sh
        inference classify --model model.onnx digit.png
        ```

        ```csharp
        using Microsoft.ML.OnnxRuntime;

        var pixels = new byte[28 * 28]; // one picture, row by row
        using var session = new InferenceSession("model.onnx");
        using var options = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(pixels, [1, 28, 28]);
        using var answers = session.Run(options, ["image"], [image], ["label", "probabilities"]);
        var label = answers[0].GetTensorDataAsSpan<long>()[0];
        var probability = answers[1].GetTensorDataAsSpan<float>()[(int)label];
        ```

        Scaling, softmax and the choice of the label happen inside the graph: give it the raw pixels.

        """;

    private const string Mnist =
        """
        MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, made available under
        [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/): 60,000 training and 10,000 test images of handwritten digits.
        """;

    private const string Limits =
        """
        ## Limits

        - It answers with one of its classes whatever the picture shows, and its probabilities are not calibrated.
        - It expects pictures prepared as in its data: one figure, centred, white on black. Others can be answered wrongly and confidently.
        - It was measured on the test images of its own data only.
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
