using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Evaluation;

/// <summary>Which label of a data set each class of a model is.</summary>
internal static class ClassMatch
{
    /// <summary>Matches by the names that both have, by digits, by their English words, or else by position.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataNames">What the data set calls its labels, in their order.</param>
    /// <returns>The label of each class, in the order of the model's scores.</returns>
    /// <exception cref="ToolException">The model itself names its classes, and they are not the data's (exit 3).</exception>
    public static int[] Of(DigitModel model, IReadOnlyList<string> dataNames)
    {
        int[] byPosition = [.. Enumerable.Range(0, model.ClassNames.Count)];
        if (!model.Reading.AreNamed)
        {
            return byPosition;
        }

        if ((DigitNames.PlacesIn(dataNames, model.ClassNames) ?? DigitNames.Of(model.ClassNames)) is { } found)
        {
            return found;
        }

        return model.Reading.NamesAreOrdered
            ? byPosition
            : throw ToolException.BadInput(
                $"the classes of {model.Path} are {string.Join(", ", model.ClassNames)}",
                $"the names of the data, {string.Join(", ", dataNames)}, or the digits",
                "say with --labels which digit each of these is, in this order");
    }
}
