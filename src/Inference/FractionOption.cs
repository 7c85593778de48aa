using System.CommandLine;
using System.Globalization;

namespace Toolchain.Inference;

/// <summary>An option whose value is a number or a fraction of two: what a pixel is divided by is rarely a short decimal.</summary>
internal static class FractionOption
{
    /// <summary>Makes one; it may be absent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">For help.</param>
    /// <param name="helpName">What its value is called there.</param>
    /// <param name="holds">Whether a finite number will do.</param>
    /// <param name="expected">What will do, for the fault of another.</param>
    public static Option<double?> Create(string name, string description, string helpName, Func<double, bool> holds, string expected) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } value && double.IsFinite(value) && holds(value))
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; it must be {expected}");
            return null;
        },
    };

    private static double? Parse(string text) =>
        text.Split('/') is [var above, var below] && One(above) is { } top && One(below) is { } bottom and not 0 ? top / bottom : One(text);

    private static double? One(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
