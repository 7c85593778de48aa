using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Schedules;

/// <summary>The learning rate as a pure function of the step, and of what was measured before it.</summary>
/// <remarks>A new schedule is one record, one line here and one entry in <see cref="ScheduleCatalog"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(ExponentialDecay), "exponential")]
[JsonDerivedType(typeof(HoldThenExponential), "hold-then-exponential")]
public abstract record Schedule
{
    /// <summary>What holds for the update number <paramref name="step"/>, counted from 0 over the whole training.</summary>
    /// <param name="step">The update.</param>
    /// <param name="measured">The epochs measured so far, in order; those with a <see cref="Measured.Step"/> beyond <paramref name="step"/> do not count.</param>
    /// <returns>The rate in double; where the original computes in float32, exactly its float32 value.</returns>
    public abstract Pace At(long step, IReadOnlyList<Measured> measured);

    /// <summary>The rate alone, when nothing has been measured.</summary>
    public double RateAt(long step) => At(step, []).Rate;

    /// <summary>Checks the parameters together.</summary>
    /// <exception cref="FormatException">A parameter is impossible; the message names it.</exception>
    public abstract void Validate();

    /// <summary>The JSON form: <c>{"kind": …}</c> and the parameters.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractsJson.Default.Schedule);

    /// <summary>Reads and checks the JSON form.</summary>
    /// <exception cref="FormatException">It is no schedule, or one with impossible parameters.</exception>
    public static Schedule FromJson(string json)
    {
        var schedule = Json.Read(json, ContractsJson.Default.Schedule, "schedule");
        schedule.Validate();
        return schedule;
    }

    /// <summary>Refuses a rate that is not a positive finite number.</summary>
    protected static void RequirePositive(float value, string name)
    {
        if (!(value > 0) || float.IsInfinity(value))
        {
            throw new FormatException($"{name} is {value}; it must be a finite number above 0");
        }
    }

    /// <summary>Refuses a count below <paramref name="least"/>.</summary>
    protected static void RequireAtLeast(long value, long least, string name)
    {
        if (value < least)
        {
            throw new FormatException($"{name} is {value}; it must be at least {least}");
        }
    }
}
