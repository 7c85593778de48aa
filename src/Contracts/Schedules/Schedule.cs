using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Schedules;

/// <summary>The learning rate as a pure function of the step, and of what was measured before it.</summary>
/// <remarks>
/// A new schedule is one record, one line here and one entry in <see cref="ScheduleCatalog"/>. Every parameter is <c>required</c>, so that a saved schedule
/// says all of it. A rate that would leave the range of its floating-point type stays at the largest finite value.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(ExponentialDecay), "exponential")]
[JsonDerivedType(typeof(HoldThenExponential), "hold-then-exponential")]
[JsonDerivedType(typeof(PiecewiseConstant), "piecewise")]
[JsonDerivedType(typeof(PolynomialDecay), "polynomial")]
[JsonDerivedType(typeof(InverseTimeDecay), "inverse-time")]
[JsonDerivedType(typeof(CosineDecay), "cosine")]
[JsonDerivedType(typeof(CosineRestarts), "cosine-restarts")]
[JsonDerivedType(typeof(KerasPlateau), "keras-plateau")]
[JsonDerivedType(typeof(StepDecay), "step")]
[JsonDerivedType(typeof(MultiStepDecay), "multi-step")]
[JsonDerivedType(typeof(ConstantFactor), "constant-factor")]
[JsonDerivedType(typeof(LinearFactor), "linear")]
[JsonDerivedType(typeof(GeometricDecay), "geometric")]
[JsonDerivedType(typeof(PowerDecay), "power")]
[JsonDerivedType(typeof(CosineAnnealing), "cosine-annealing")]
[JsonDerivedType(typeof(WarmRestarts), "warm-restarts")]
[JsonDerivedType(typeof(Cyclic), "cyclic")]
[JsonDerivedType(typeof(OneCycle), "one-cycle")]
[JsonDerivedType(typeof(Plateau), "plateau")]
[JsonDerivedType(typeof(Warmup), "warmup")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(Chained), "chained")]
public abstract record Schedule
{
    private const long LastStep = 1L << 53;

    /// <summary>Whether some <see cref="Pace"/> of it names a momentum.</summary>
    [JsonIgnore]
    public bool MovesMomentum => NamesMomentum;

    /// <summary>Whether it goes by what was measured.</summary>
    [JsonIgnore]
    public bool WaitsForMeasurements => ReadsMeasurements;

    /// <summary>See <see cref="MovesMomentum"/>; apart from it, since JSON would take an override for a parameter.</summary>
    protected virtual bool NamesMomentum => false;

    /// <summary>See <see cref="WaitsForMeasurements"/>.</summary>
    protected virtual bool ReadsMeasurements => false;

    /// <summary>What holds for the update number <paramref name="step"/>, counted from 0 over the whole training.</summary>
    /// <param name="step">The update, 0 to 2^53.</param>
    /// <param name="measured">The epochs measured so far, in order; those with a <see cref="Measured.Step"/> beyond <paramref name="step"/> do not count.</param>
    /// <returns>The rate in double; where the original computes in float32, exactly its float32 value.</returns>
    public abstract Pace At(long step, IReadOnlyList<Measured> measured);

    /// <summary>The rate alone, when nothing has been measured.</summary>
    public double RateAt(long step) => At(step, []).Rate;

    /// <summary>Checks the parameters together.</summary>
    /// <exception cref="FormatException">A parameter is impossible; the message begins with its name as written on a command line.</exception>
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

    /// <summary>A rate kept within the finite numbers of float32.</summary>
    protected static Pace Float32(float rate) => new(Math.Min(rate, float.MaxValue));

    /// <summary>A rate kept within the finite numbers.</summary>
    protected static double Finite(double rate) => Math.Min(rate, double.MaxValue);

    /// <summary>Refuses a number that is not positive and finite.</summary>
    protected static void RequirePositive<T>(T value, string name)
        where T : INumber<T> => Require(value > T.Zero && T.IsFinite(value), value, name, "a finite number above 0");

    /// <summary>Refuses a number that is negative or not finite.</summary>
    protected static void RequireNotNegative<T>(T value, string name)
        where T : INumber<T> => Require(value >= T.Zero && T.IsFinite(value), value, name, "a finite number of at least 0");

    /// <summary>Refuses a number outside [<paramref name="least"/>, <paramref name="most"/>].</summary>
    protected static void RequireBetween(double value, double least, double most, string name) =>
        Require(value >= least && value <= most, value, name, $"between {least} and {most}");

    /// <summary>Refuses a momentum that is not in [0, 1).</summary>
    protected static void RequireMomentum(double value, string name) => Require(value is >= 0 and < 1, value, name, "at least 0 and below 1");

    /// <summary>Refuses a factor that does not reduce, which is to say that is not in [0, 1).</summary>
    protected static void RequireReduction(double value, string name) => Require(value is >= 0 and < 1, value, name, "at least 0 and below 1");

    /// <summary>Refuses a count below <paramref name="least"/>, or beyond the steps that a double can tell apart.</summary>
    protected static void RequireAtLeast(long value, long least, string name) =>
        Require(value >= least && value <= LastStep, value, name, value < least ? $"at least {least}" : $"at most {LastStep}");

    /// <summary>Refuses a list that is JSON's null, or holds one.</summary>
    protected static void RequireGiven<T>(IReadOnlyList<T?>? values, string name)
    {
        if (values is null || values.Any(value => value is null))
        {
            throw new FormatException($"{name} {(values is null ? "is" : "holds")} null");
        }
    }

    /// <summary>Refuses steps that do not rise from one to the next.</summary>
    protected static void RequireRising(IReadOnlyList<long> steps, long least, string name)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var expected = i == 0 ? least : steps[i - 1] + 1;
            Require(steps[i] >= expected, $"[{string.Join(',', steps)}]", name, $"whole numbers that rise from at least {least}");
        }
    }

    private static void Require<T>(bool holds, T value, string name, string expected)
    {
        if (!holds)
        {
            throw new FormatException(FormattableString.Invariant($"{name} is {value}; it must be {expected}"));
        }
    }
}
