using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Toolchain.CommandLine;

/// <summary>Refusing values out of range while the command line is parsed.</summary>
public static class Ranges
{
    /// <summary>Refuses values below <paramref name="least"/>.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least)
        where T : struct, INumber<T> => option.Check(value => value >= least, $"at least {least}");

    /// <summary>Refuses values outside <paramref name="least"/> to <paramref name="most"/>, both included; NaN is outside.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T> => option.Check(value => value >= least && value <= most, $"between {least} and {most}");

    /// <summary>Refuses values that are not finite and above 0.</summary>
    public static Option<T> Positive<T>(this Option<T> option)
        where T : struct, INumber<T> => option.Check(value => value > T.Zero && T.IsFinite(value), "a finite number above 0");

    private static Option<T> Check<T>(this Option<T> option, Func<T, bool> holds, string expected)
        where T : struct
    {
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.Tokens.Count > 0 && Read<T>(result) is { } value && !holds(value))
            {
                result.AddError($"{option.Name} is {value}; it must be {expected}");
            }
        });
        return option;
    }

    // text that is no number at all is an error that the library adds itself, after this
    private static T? Read<T>(OptionResult result)
        where T : struct
    {
        try
        {
            return result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
