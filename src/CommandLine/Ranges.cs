using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Toolchain.CommandLine;

/// <summary>Options whose values have a range or a list, refused with what was found and what would do.</summary>
public static class Ranges
{
    /// <summary>Takes numbers of at least <paramref name="least"/>.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : struct, INumber<T> => option.Takes(value => value >= least, $"{Kind<T>()} of at least {least}");

    /// <summary>Takes numbers of at least <paramref name="least"/>; the option may be absent.</summary>
    public static Option<T?> AtLeast<T>(this Option<T?> option, T least)
        where T : struct, INumber<T> => option.Takes(value => value >= least, $"{Kind<T>()} of at least {least}");

    /// <summary>Takes numbers between <paramref name="least"/> and <paramref name="most"/>, both included; NaN is outside.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T> => option.Takes(value => value >= least && value <= most, $"{Kind<T>()} between {least} and {most}");

    /// <summary>Takes numbers between <paramref name="least"/> and <paramref name="most"/>, both included; the option may be absent.</summary>
    public static Option<T?> Between<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T> => option.Takes(value => value >= least && value <= most, $"{Kind<T>()} between {least} and {most}");

    /// <summary>Takes finite numbers above 0; the option may be absent.</summary>
    public static Option<T?> Positive<T>(this Option<T?> option)
        where T : struct, INumber<T> => option.Takes(value => value > T.Zero && T.IsFinite(value), $"a finite {Kind<T>()[2..]} above 0");

    /// <summary>Takes shares: numbers of at least 0 and below 1; the option may be absent.</summary>
    public static Option<double?> Share(this Option<double?> option) => option.Takes(value => value is >= 0 and < 1, "a number of at least 0 and below 1");

    /// <summary>Takes one of some words.</summary>
    public static Option<string> OneOf(this Option<string> option, params string[] words)
    {
        option.HelpName = string.Join('|', words);
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!words.Contains(text))
            {
                result.AddError($"{option.Name} is '{text}'; it must be one of {string.Join(", ", words)}");
            }

            return text;
        };
        return option;
    }

    private static Option<T> Takes<T>(this Option<T> option, Func<T, bool> holds, string expected)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(option.Name, result, holds, expected) ?? default;
        return option;
    }

    private static Option<T?> Takes<T>(this Option<T?> option, Func<T, bool> holds, string expected)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(option.Name, result, holds, expected);
        return option;
    }

    private static T? Parse<T>(string name, ArgumentResult result, Func<T, bool> holds, string expected)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && holds(value))
        {
            return value;
        }

        result.AddError($"{name} is '{text}'; it must be {expected}");
        return null;
    }

    private static string Kind<T>()
        where T : struct, INumber<T> => T.One / (T.One + T.One) == T.Zero ? "a whole number" : "a number";
}
