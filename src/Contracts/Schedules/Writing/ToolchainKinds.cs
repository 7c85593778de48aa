using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Schedules;

/// <summary>Our own kinds: every schedule by one name, with defaults that suit a training of any length.</summary>
internal static class ToolchainKinds
{
    private const string Whole = "the training";
    private static readonly ScheduleParameter Initial = new("initial", "--rate or 0.1", "rate at step 0");
    private static readonly ScheduleParameter Per = new("per", "1", "updates of a count of this schedule: 1, epoch, or a number");
    private static readonly ScheduleParameter Monitor = new("monitor", "val-loss", "what is watched: val-loss, val-accuracy or loss");
    private static readonly ScheduleParameter Mode = new("mode", "by monitor", "whether lower (min) or higher (max) is better");
    private static readonly ScheduleParameter Schedules = new("schedules", ScheduleParameter.Required, "in brackets: [[linear:…],[cosine:…]]");

    private static readonly ScheduleParameter[] Momentum =
    [
        new("cycle-momentum", "false", "whether momentum moves against the rate (Adam: beta1)"),
        new("base-momentum", "0.85", "momentum at the highest rate"),
        new("max-momentum", "0.95", "momentum at the lowest rate"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScheduleEntry> Entries { get; } = [.. LikeKeras(), .. LikePyTorch(), .. Composed()];

    private static IEnumerable<ScheduleEntry> LikeKeras() =>
    [
        new("constant", "the same rate at every step", [Initial]) { Create = values => new Constant { Initial = (float)values.Rate("initial") } },
        new(
            "exponential",
            "initial · decay-rate^(step / decay-steps), by stairs",
            [Initial, new("decay-rate", "0.96", "factor gained over decay-steps"), new("decay-steps", "1000", "steps from one power to the next"), new("staircase", "true", "fall by stairs (true) or smoothly (false)")])
        {
            Counterpart = "keras.ExponentialDecay",
            Create = values => new ExponentialDecay
            {
                Initial = (float)values.Rate("initial"),
                DecayRate = values.Single("decay-rate", 0.96),
                DecaySteps = values.Steps("decay-steps", 1000),
                Staircase = values.Flag("staircase", true),
            },
        },
        new(
            "hold-then-exponential",
            "initial for hold-epochs, then times e^-decay every epoch",
            [Initial, new("hold-epochs", "10", "epochs before the first decay"), new("decay", "0.1", "the rate is multiplied by e^-decay each epoch"), new("steps-per-epoch", "as planned", "steps of an epoch")])
        {
            Counterpart = "keras.LearningRateScheduler",
            Create = values => new HoldThenExponential
            {
                Initial = (float)values.Rate("initial"),
                HoldEpochs = values.Whole("hold-epochs", 10),
                Decay = values.Number("decay", 0.1),
                StepsPerEpoch = values.Steps("steps-per-epoch", values.Context.StepsPerEpoch),
            },
        },
        new(
            "piecewise",
            "values[i] up to and including step boundaries[i], then the last value",
            [new("boundaries", ScheduleParameter.Required, "last step of each value but the last: [1000,5000]"), new("values", ScheduleParameter.Required, "rates, one more than boundaries: [0.1,0.05,0.01]")])
        {
            Counterpart = "keras.PiecewiseConstantDecay",
            Create = values => new PiecewiseConstant { Boundaries = values.ManySteps("boundaries"), Values = values.Singles("values") },
        },
        new(
            "polynomial",
            "(initial - end) · (1 - step / decay-steps)^power + end",
            [Initial, new("decay-steps", Whole, "steps to the end"), new("end", "0.0001", "rate at the end"), new("power", "1", "1: a straight line; above: steeper at first"), new("cycle", "false", "begin again over ever longer spans")])
        {
            Counterpart = "keras.PolynomialDecay",
            Create = values => new PolynomialDecay
            {
                Initial = (float)values.Rate("initial"),
                DecaySteps = values.Steps("decay-steps", values.Context.Length),
                End = values.Single("end", 0.0001),
                Power = values.Single("power", 1),
                Cycle = values.Flag("cycle", false),
            },
        },
        new(
            "inverse-time",
            "initial / (1 + decay-rate · step / decay-steps)",
            [Initial, new("decay-rate", "0.5", "how strongly it falls"), new("decay-steps", "1000", "steps of a unit of time"), new("staircase", "false", "fall by stairs (true) or smoothly (false)")])
        {
            Counterpart = "keras.InverseTimeDecay",
            Create = values => new InverseTimeDecay
            {
                Initial = (float)values.Rate("initial"),
                DecayRate = values.Single("decay-rate", 0.5),
                DecaySteps = values.Steps("decay-steps", 1000),
                Staircase = values.Flag("staircase", false),
            },
        },
        new(
            "cosine",
            "half a cosine from initial to initial · alpha, after a climb if wished",
            [new("initial", "--rate or 0.1", "the highest rate"), new("steps", Whole, "steps to the end, those of the climb included"), new("alpha", "0", "rate at the end, as a share of initial"), new("warmup-steps", "0", "steps of the climb"), new("warmup-start", "one stride", "rate at step 0 of the climb")])
        {
            Counterpart = "keras.CosineDecay",
            Create = values =>
            {
                var initial = (float)values.Rate("initial");
                var climb = values.Steps("warmup-steps", 0);
                return new CosineDecay
                {
                    Initial = initial,
                    Steps = values.Steps("steps", values.Context.Length),
                    Alpha = values.Number("alpha", 0),
                    WarmupSteps = climb,
                    // the first update moves too
                    WarmupStart = values.Single("warmup-start", climb > 0 ? initial / (climb + 1) : 0),
                };
            },
        },
        new(
            "cosine-restarts",
            "half cosines one after the other, each t-mul times as long and m-mul times as high",
            [Initial, new("first-steps", "1epoch", "steps of the first"), new("t-mul", "2", "how much longer each next is"), new("m-mul", "1", "how much higher each next is"), new("alpha", "0", "the lowest rate, as a share of initial")])
        {
            Counterpart = "keras.CosineDecayRestarts",
            Create = values => new CosineRestarts
            {
                Initial = (float)values.Rate("initial"),
                FirstSteps = values.Steps("first-steps", values.Context.StepsPerEpoch),
                TMul = values.Single("t-mul", 2),
                MMul = values.Single("m-mul", 1),
                Alpha = values.Single("alpha", 0),
            },
        },
        new(
            "keras-plateau",
            "times factor after patience epochs without improvement, as Keras counts",
            [Initial, Monitor, Mode, new("factor", "0.1", "the rate is multiplied by it"), new("patience", "10", "epochs without improvement that end in a reduction"), new("min-delta", "0.0001", "least change that counts"), new("cooldown", "0", "epochs after a reduction that are not counted"), new("min-rate", "0", "the rate never falls below it")])
        {
            Counterpart = "keras.ReduceLROnPlateau",
            Create = values => new KerasPlateau
            {
                Initial = (float)values.Rate("initial"),
                Monitor = values.Choice("monitor", Monitored.ValLoss),
                Mode = values.Choice("mode", Natural(values.Choice("monitor", Monitored.ValLoss))),
                Factor = values.Number("factor", 0.1),
                Patience = values.Whole("patience", 10),
                MinDelta = values.Number("min-delta", 1e-4),
                Cooldown = values.Whole("cooldown", 0),
                MinRate = values.Number("min-rate", 0),
            },
        },
    ];

    private static IEnumerable<ScheduleEntry> LikePyTorch() =>
    [
        new("step", "initial · gamma^(n / step-size), by stairs", [Initial, new("step-size", "1epoch", "steps from one decay to the next"), new("gamma", "0.1", "factor of a decay"), Per])
        {
            Counterpart = "torch.StepLR",
            Create = values => new StepDecay { Initial = values.Rate("initial"), StepSize = values.Calls("step-size", Math.Max(1, values.Context.StepsPerEpoch / Math.Max(1, values.Per))), Gamma = values.Number("gamma", 0.1), Per = values.Per },
        },
        new("multi-step", "initial times gamma at each milestone", [Initial, new("milestones", ScheduleParameter.Required, "steps at which the rate decays: [5epochs,10epochs]"), new("gamma", "0.1", "factor of a decay"), Per])
        {
            Counterpart = "torch.MultiStepLR",
            Create = values => new MultiStepDecay { Initial = values.Rate("initial"), Milestones = values.ManyCalls("milestones"), Gamma = values.Number("gamma", 0.1), Per = values.Per },
        },
        new("constant-factor", "initial · factor for some steps, then initial", [Initial, new("factor", "1/3", "the factor"), new("steps", "1epoch", "how long it lasts"), Per])
        {
            Counterpart = "torch.ConstantLR",
            Create = values => new ConstantFactor { Initial = values.Rate("initial"), Factor = values.Number("factor", 1.0 / 3), Steps = values.Calls("steps", Math.Max(1, values.Context.StepsPerEpoch / Math.Max(1, values.Per))), Per = values.Per },
        },
        new("linear", "a straight line from initial · start-factor to initial · end-factor", [Initial, new("start-factor", "1", "factor at first"), new("end-factor", "0", "factor in the end"), new("steps", Whole, "steps from the one to the other"), Per])
        {
            Counterpart = "torch.LinearLR",
            Create = values => new LinearFactor { Initial = values.Rate("initial"), StartFactor = values.Number("start-factor", 1), EndFactor = values.Number("end-factor", 0), Steps = values.Calls("steps", values.Length), Per = values.Per },
        },
        new("geometric", "initial · gamma^n", [Initial, new("gamma", ScheduleParameter.Required, "factor of a step"), Per])
        {
            Counterpart = "torch.ExponentialLR",
            Create = values => new GeometricDecay { Initial = values.Rate("initial"), Gamma = values.Number("gamma", 1), Per = values.Per },
        },
        new("power", "initial · (1 - n / steps)^power", [Initial, new("steps", Whole, "steps until the rate is 0"), new("power", "1", "1: a straight line; above: steeper at first"), Per])
        {
            Counterpart = "torch.PolynomialLR",
            Create = values => new PowerDecay { Initial = values.Rate("initial"), Steps = values.Calls("steps", values.Length), Power = values.Number("power", 1), Per = values.Per },
        },
        new("cosine-annealing", "a cosine from initial to end in some steps, and up again in as many", [Initial, new("steps", Whole, "steps down"), new("end", "0", "the lowest rate"), Per])
        {
            Counterpart = "torch.CosineAnnealingLR",
            Create = values => new CosineAnnealing { Initial = values.Rate("initial"), Steps = values.Calls("steps", values.Length), End = values.Number("end", 0), Per = values.Per },
        },
        new("warm-restarts", "half cosines from initial to end, each growth times as long as the one before", [Initial, new("first-steps", "1epoch", "steps of the first"), new("growth", "1", "how much longer each next is, a whole number"), new("end", "0", "the lowest rate"), Per])
        {
            Counterpart = "torch.CosineAnnealingWarmRestarts",
            Create = values => new WarmRestarts { Initial = values.Rate("initial"), FirstSteps = values.Calls("first-steps", Math.Max(1, values.Context.StepsPerEpoch / Math.Max(1, values.Per))), Growth = values.Whole("growth", 1), End = values.Number("end", 0), Per = values.Per },
        },
        new(
            "cyclic",
            "up from base to peak in a straight line and down again, over and over",
            [new("base", "a tenth of peak", "the lowest rate"), new("peak", "--rate or 0.1", "the highest rate"), new("steps-up", "1epoch", "steps up"), new("steps-down", "steps-up", "steps down"), new("mode", "triangular", "height of the cycles: triangular (equal), triangular2 (halves), exp-range (times gamma each step)"), new("gamma", "1", "for exp-range"), .. Momentum, Per])
        {
            Counterpart = "torch.CyclicLR",
            Create = values =>
            {
                var up = values.Calls("steps-up", Math.Max(1, values.Context.StepsPerEpoch / Math.Max(1, values.Per)));
                var peak = values.Rate("peak");
                return new Cyclic
                {
                    Base = values.Number("base", peak / 10),
                    Peak = peak,
                    StepsUp = up,
                    StepsDown = values.Calls("steps-down", up),
                    Mode = values.Choice("mode", CyclicMode.Triangular),
                    Gamma = values.Number("gamma", 1),
                    CycleMomentum = values.Flag("cycle-momentum", false),
                    BaseMomentum = values.Number("base-momentum", 0.85),
                    MaxMomentum = values.Number("max-momentum", 0.95),
                    Per = values.Per,
                };
            },
        },
        new(
            "one-cycle",
            "one climb to peak and one long fall to almost nothing",
            [new("peak", "--rate or 0.1", "the highest rate"), new("steps", Whole, "steps of the whole"), new("rise", "0.3", "share of them that the climb takes"), new("anneal", "cos", "shape: cos or linear"), new("div-factor", "25", "the first rate is peak divided by it"), new("final-div-factor", "10000", "the last rate is the first divided by it"), new("three-phase", "false", "fall to the start as it climbed, then to the end"), .. Momentum, Per])
        {
            Counterpart = "torch.OneCycleLR",
            Create = values => new OneCycle
            {
                Peak = values.Rate("peak"),
                Steps = values.Calls("steps", values.Length),
                Rise = values.Number("rise", 0.3),
                Anneal = values.Choice("anneal", AnnealShape.Cos),
                DivFactor = values.Number("div-factor", 25),
                FinalDivFactor = values.Number("final-div-factor", 1e4),
                ThreePhase = values.Flag("three-phase", false),
                CycleMomentum = values.Flag("cycle-momentum", false),
                BaseMomentum = values.Number("base-momentum", 0.85),
                MaxMomentum = values.Number("max-momentum", 0.95),
                Per = values.Per,
            },
        },
        new(
            "plateau",
            "times factor after more than patience epochs without improvement, as PyTorch counts",
            [Initial, Monitor, Mode, new("factor", "0.1", "the rate is multiplied by it"), new("patience", "10", "epochs without improvement that are borne"), new("threshold", "0.0001", "least change that counts"), new("threshold-mode", "rel", "threshold as a share of the best (rel) or a difference (abs)"), new("cooldown", "0", "epochs after a reduction that are not counted"), new("min-rate", "0", "the rate never falls below it"), new("epsilon", "1e-8", "a reduction must be greater than it")])
        {
            Counterpart = "torch.ReduceLROnPlateau",
            Create = values => new Plateau
            {
                Initial = values.Rate("initial"),
                Monitor = values.Choice("monitor", Monitored.ValLoss),
                Mode = values.Choice("mode", Natural(values.Choice("monitor", Monitored.ValLoss))),
                Factor = values.Number("factor", 0.1),
                Patience = values.Whole("patience", 10),
                Threshold = values.Number("threshold", 1e-4),
                ThresholdMode = values.Choice("threshold-mode", ThresholdMode.Rel),
                Cooldown = values.Whole("cooldown", 0),
                MinRate = values.Number("min-rate", 0),
                Epsilon = values.Number("epsilon", 1e-8),
            },
        },
    ];

    private static IEnumerable<ScheduleEntry> Composed() =>
    [
        new(
            "warmup",
            "a straight climb to the first rate of any schedule, which begins after it",
            [new("steps", "1epoch", "steps of the climb"), new("start", "one stride", "rate of the first step"), new("schedule", ScheduleParameter.Required, "what comes after it, in brackets: [cosine:alpha=0.01]")])
        {
            Create = values =>
            {
                var steps = values.Steps("steps", values.Context.StepsPerEpoch);
                var schedule = values.Schedule("schedule", values.Context.Within(values.Context.Length - steps));
                // the first update moves too
                return new Warmup { Steps = steps, Start = values.Number("start", schedule.RateAt(0) / (Math.Max(0, steps) + 1.0)), Schedule = schedule };
            },
        },
        new(
            "sequence",
            "schedules one after the other, each counting its steps from where it begins",
            [Schedules, new("milestones", ScheduleParameter.Required, "steps at which the second and each later one begins: [1000,5epochs]")])
        {
            Counterpart = "torch.SequentialLR",
            Create = values => Sequenced(values, values.ManySteps("milestones")),
        },
        new(
            "chained",
            "initial times the factors of several schedules at once",
            [Initial, Schedules with { Meaning = "in brackets; of step, multi-step, constant-factor, linear, geometric and power" }])
        {
            Counterpart = "torch.ChainedScheduler",
            Create = values =>
            {
                var initial = values.Rate("initial");
                return new Chained { Initial = initial, Schedules = values.Schedules("schedules", _ => values.Context with { InitialRate = initial }) };
            },
        },
    ];

    /// <summary>A sequence whose parts know how long they last.</summary>
    /// <param name="values">What was given.</param>
    /// <param name="milestones">In updates.</param>
    /// <param name="name">The parameter that holds the parts.</param>
    internal static Sequence Sequenced(ScheduleValues values, IReadOnlyList<long> milestones, string name = "schedules")
    {
        long Begin(int part) => part == 0 ? 0 : part <= milestones.Count ? milestones[part - 1] : values.Context.Length;
        return new Sequence
        {
            Schedules = values.Schedules(name, part => values.Context.Within(Begin(part + 1) - Begin(part)) with { Per = values.Per }),
            Milestones = milestones,
        };
    }

    /// <summary>The direction in which a figure gets better.</summary>
    internal static PlateauMode Natural(Monitored monitor) => monitor == Monitored.ValAccuracy ? PlateauMode.Max : PlateauMode.Min;
}
