using System.Globalization;
using Toolchain.Contracts.Models;

namespace Toolchain.Exporter.Publishing;

/// <summary>The part of a model card that says how to use the model.</summary>
internal static class CardUse
{
    /// <summary>The section, with a program that runs this very model.</summary>
    public static string Write(CardFacts facts)
    {
        var outputs = facts.Model.Outputs.Select(output => output.Name).ToArray();
        var everything = new[] { ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName }.All(outputs.Contains);
        var pictures = facts.Metadata.Input.IsOfPictures;
        var text = pictures && everything && facts.Metadata.Input == InputConvention.RawPixels && facts.Model.Inputs is [{ Shape: ["batch", ..] }] ? Usual : General(facts);
        return $"""
            ## How to use it

            {(pictures && everything ? $"```sh\ninference classify --model {facts.File} digit.png\n```\n\n" : "")}{text.Replace("model.onnx", facts.File, StringComparison.Ordinal)}
            {(pictures ? facts.Metadata.Input.IsRaw ? RawEnd : ScaledEnd : GeneralEnd)}
            """;
    }

    private const string Usual =
        """
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

        """;

    private const string RawEnd = "Scaling, softmax and the choice of the label happen inside the graph: give it the raw pixels.\n";

    private const string ScaledEnd = "Give it pixels from 0 (black) to 1 (white); softmax and the choice of the label happen inside the graph.\n";

    private const string GeneralEnd = "It takes the values as the network was trained on them; whatever was done to them before is to be done by you.\n";

    private static string General(CardFacts facts)
    {
        var input = facts.Model.Inputs.Single();
        var sizes = (input.Shape ?? []).Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? size : "1").ToArray();
        var names = string.Join(", ", facts.Model.Outputs.Select(output => $"\"{output.Name}\""));
        return $"""
            ```csharp
            using Microsoft.ML.OnnxRuntime;

            var values = new {Keyword(input.Type)}[{(sizes.Length == 0 ? "1" : string.Join(" * ", sizes))}]; // [{string.Join(", ", input.Shape ?? [])}], row by row
            using var session = new InferenceSession("model.onnx");
            using var options = new RunOptions();
            using var input = OrtValue.CreateTensorValueFromMemory(values, [{string.Join(", ", sizes)}]);
            using var answers = session.Run(options, ["{input.Name}"], [input], [{names}]);
            {string.Join('\n', facts.Model.Outputs.Select((output, place) => $"var {output.Name} = answers[{place}].GetTensorDataAsSpan<{Keyword(output.Type)}>(); // [{string.Join(", ", output.Shape ?? [])}]"))}
            ```

            """;
    }

    private static string Keyword(string type) => type switch
    {
        "uint8" => "byte",
        "int64" => "long",
        _ => "float",
    };
}
