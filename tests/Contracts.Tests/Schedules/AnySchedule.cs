using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

/// <summary>Random schedules of every kind.</summary>
internal static class AnySchedule
{
    private static readonly Gen<float> Rate32 = Gen.Float[1e-6f, 10];
    private static readonly Gen<double> Rate = Gen.Double[1e-6, 10];
    private static readonly Gen<double> Share = Gen.Double[0, 0.99];
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Long[1, 100], Gen.Long[1, 1_000_000]);
    private static readonly Gen<long> Per = Gen.OneOf(Gen.Const(1L), Gen.Const(7L), Gen.Const(1875L));

    /// <summary>Those that do without another.</summary>
    public static Gen<Schedule> Single { get; } = Gen.OneOf(
        Rate32.Select(Schedule (initial) => new Constant { Initial = initial }),
        Gen.Select(Rate32, Gen.Float[0.01f, 1.5f], Count, Gen.Bool, Schedule (initial, rate, steps, stairs) => new ExponentialDecay { Initial = initial, DecayRate = rate, DecaySteps = steps, Staircase = stairs }),
        Gen.Select(Rate32, Gen.Long[0, 100], Gen.Double[1e-9, 2], Count, Schedule (initial, hold, decay, steps) => new HoldThenExponential { Initial = initial, HoldEpochs = hold, Decay = decay, StepsPerEpoch = steps }),
        Rising.SelectMany(boundaries => Rate32.Array[boundaries.Length + 1].Select(Schedule (values) => new PiecewiseConstant { Boundaries = boundaries, Values = values })),
        Gen.Select(Rate32, Count, Rate32, Gen.Float[0, 4], Gen.Bool, Schedule (initial, steps, end, power, cycle) => new PolynomialDecay { Initial = initial, DecaySteps = steps, End = end, Power = power, Cycle = cycle }),
        Gen.Select(Rate32, Gen.Float[0, 4], Count, Gen.Bool, Schedule (initial, rate, steps, stairs) => new InverseTimeDecay { Initial = initial, DecayRate = rate, DecaySteps = steps, Staircase = stairs }),
        Gen.Select(Rate32, Count, Share, Gen.Long[0, 500], Rate32, Schedule (initial, steps, alpha, climb, start) => new CosineDecay { Initial = initial, Steps = steps + climb, Alpha = alpha, WarmupSteps = climb, WarmupStart = start }),
        Gen.Select(Rate32, Count, Gen.OneOf(Gen.Const(1f), Gen.Float[1, 4]), Gen.Float[0.1f, 1.2f], Gen.Float[0, 1], Schedule (initial, steps, t, m, alpha) => new CosineRestarts { Initial = initial, FirstSteps = steps, TMul = t, MMul = m, Alpha = alpha }),
        Gen.Select(Rate32, Monitor, Mode, Share, Gen.Long[0, 9], Share, Gen.Long[0, 4], Share, Schedule (initial, monitor, mode, factor, patience, delta, cooldown, least) => new KerasPlateau { Initial = initial, Monitor = monitor, Mode = mode, Factor = factor, Patience = patience, MinDelta = delta, Cooldown = cooldown, MinRate = least * initial }),
        Scaled(Rate),
        Gen.Select(Rate, Count, Rate, Per, Schedule (initial, steps, end, per) => new CosineAnnealing { Initial = initial, Steps = steps, End = end, Per = per }),
        Gen.Select(Rate, Count, Gen.Long[1, 5], Rate, Per, Schedule (initial, steps, growth, end, per) => new WarmRestarts { Initial = initial, FirstSteps = steps, Growth = growth, End = end, Per = per }),
        Gen.Select(Gen.Select(Rate, Rate), Gen.Select(Count, Gen.Long[0, 100]), Gen.Enum<CyclicMode>(), Share, Gen.Bool, Gen.Select(Share, Share), Per, Schedule (rates, steps, mode, gamma, moves, momentum, per) => new Cyclic { Base = rates.Item1, Peak = rates.Item2, StepsUp = steps.Item1, StepsDown = steps.Item2, Mode = mode, Gamma = gamma, CycleMomentum = moves, BaseMomentum = momentum.Item1, MaxMomentum = momentum.Item2, Per = per }),
        Gen.Select(Rate, Gen.Long[2, 10_000], Gen.Double[0.01, 0.99], Gen.Enum<AnnealShape>(), Gen.Select(Gen.Double[1, 100], Gen.Double[1, 1e5]), Gen.Select(Gen.Bool, Gen.Bool), Gen.Select(Share, Share, Per), Schedule (peak, steps, rise, anneal, factors, flags, rest) => new OneCycle { Peak = peak, Steps = steps, Rise = rise, Anneal = anneal, DivFactor = factors.Item1, FinalDivFactor = factors.Item2, ThreePhase = flags.Item1, CycleMomentum = flags.Item2, BaseMomentum = rest.Item1, MaxMomentum = rest.Item2, Per = rest.Item3 }),
        Gen.Select(Gen.Select(Rate, Monitor, Mode), Share, Gen.Long[0, 9], Share, Gen.Enum<ThresholdMode>(), Gen.Long[0, 4], Gen.Select(Share, Share), Schedule (head, factor, patience, threshold, kind, cooldown, least) => new Plateau { Initial = head.Item1, Monitor = head.Item2, Mode = head.Item3, Factor = factor, Patience = patience, Threshold = threshold, ThresholdMode = kind, Cooldown = cooldown, MinRate = least.Item1 * head.Item1, Epsilon = least.Item2 * 1e-3 }));

    /// <summary>All of them, composed ones too.</summary>
    public static Gen<Schedule> Any { get; } = Gen.OneOf(
        Single,
        Single,
        Gen.Select(Count, Rate, Single, Schedule (steps, start, schedule) => new Warmup { Steps = steps, Start = start, Schedule = schedule }),
        Rising.SelectMany(milestones => Single.Array[milestones.Length + 1].Select(Schedule (parts) => new Sequence { Schedules = parts, Milestones = milestones })),
        Rate.SelectMany(initial => Scaled(Gen.Const(initial)).Array[1, 4].Select(Schedule (parts) => new Chained { Initial = initial, Schedules = parts })));

    /// <summary>What some epochs measured.</summary>
    public static Gen<Measured[]> Epochs { get; } = Gen.Double[0.01, 2].Array[0, 40].Select(values => values.Select((value, epoch) => new Measured((epoch + 1) * 100, value, value, 1 / (1 + value))).ToArray());

    private static Gen<long[]> Rising => Count.Array[1, 5].Select(gaps => gaps.Select((_, i) => gaps.Take(i + 1).Sum()).ToArray());

    private static Gen<Monitored> Monitor => Gen.Enum<Monitored>();

    private static Gen<PlateauMode> Mode => Gen.Enum<PlateauMode>();

    private static Gen<Schedule> Scaled(Gen<double> initial) => Gen.OneOf(
        Gen.Select(initial, Count, Gen.Double[0, 1.5], Per, Schedule (rate, steps, gamma, per) => new StepDecay { Initial = rate, StepSize = steps, Gamma = gamma, Per = per }),
        Gen.Select(initial, Gen.Long[0, 1000].Array[0, 5], Share, Per, Schedule (rate, milestones, gamma, per) => new MultiStepDecay { Initial = rate, Milestones = milestones, Gamma = gamma, Per = per }),
        Gen.Select(initial, Share, Gen.Long[0, 1000], Per, Schedule (rate, factor, steps, per) => new ConstantFactor { Initial = rate, Factor = factor, Steps = steps, Per = per }),
        Gen.Select(initial, Gen.Double[0.01, 1], Share, Count, Per, Schedule (rate, start, end, steps, per) => new LinearFactor { Initial = rate, StartFactor = start, EndFactor = end, Steps = steps, Per = per }),
        Gen.Select(initial, Gen.Double[0, 1.5], Per, Schedule (rate, gamma, per) => new GeometricDecay { Initial = rate, Gamma = gamma, Per = per }),
        Gen.Select(initial, Count, Gen.Double[0, 4], Per, Schedule (rate, steps, power, per) => new PowerDecay { Initial = rate, Steps = steps, Power = power, Per = per }));
}
