using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Schedules;

/// <summary>Keras's classes by their own names, with their own argument names and defaults (Keras 3.15).</summary>
internal static class KerasClasses
{
    private static readonly ScheduleParameter Initial = new("initial_learning_rate", "--rate, or required", "rate at step 0") { Ours = "initial" };
    private static readonly ScheduleParameter DecaySteps = new("decay_steps", ScheduleParameter.Required, "see decay_rate") { Ours = "decay-steps" };
    private static readonly ScheduleParameter DecayRate = new("decay_rate", ScheduleParameter.Required, "how strongly it falls over decay_steps") { Ours = "decay-rate" };
    private static readonly ScheduleParameter Staircase = new("staircase", "False", "fall by stairs");
    private static readonly ScheduleParameter Optimizers = new("lr", "--rate or 0.1", "the optimizer's rate") { Ours = "initial" };

    private static readonly Dictionary<string, string> Verbose = new() { ["verbose"] = "leave it out: the rate of every epoch is printed anyway" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScheduleEntry> Entries { get; } =
    [
        Schedule("ExponentialDecay", "exponential", [Initial, DecaySteps, DecayRate, Staircase], values => new ExponentialDecay
        {
            Initial = InitialRate(values),
            DecayRate = values.Single("decay_rate", 0),
            DecaySteps = values.Steps("decay_steps", 0),
            Staircase = values.Flag("staircase", false),
        }),
        Schedule(
            "PiecewiseConstantDecay",
            "piecewise",
            [new("boundaries", ScheduleParameter.Required, "last step of each value but the last"), new("values", ScheduleParameter.Required, "rates, one more than boundaries")],
            values => new PiecewiseConstant { Boundaries = values.ManySteps("boundaries"), Values = values.Singles("values") }),
        Schedule(
            "PolynomialDecay",
            "polynomial",
            [Initial, DecaySteps, new("end_learning_rate", "0.0001", "rate at the end") { Ours = "end" }, new("power", "1.0", "of the polynomial"), new("cycle", "False", "begin again over ever longer spans")],
            values => new PolynomialDecay
            {
                Initial = InitialRate(values),
                DecaySteps = values.Steps("decay_steps", 0),
                End = values.Single("end_learning_rate", 0.0001),
                Power = values.Single("power", 1),
                Cycle = values.Flag("cycle", false),
            }),
        Schedule("InverseTimeDecay", "inverse-time", [Initial, DecaySteps, DecayRate, Staircase], values => new InverseTimeDecay
        {
            Initial = InitialRate(values),
            DecayRate = values.Single("decay_rate", 0),
            DecaySteps = values.Steps("decay_steps", 0),
            Staircase = values.Flag("staircase", false),
        }),
        Schedule(
            "CosineDecay",
            "cosine",
            [Initial, DecaySteps with { Meaning = "steps of the decay, after those of the warm-up", Ours = "steps" }, new("alpha", "0.0", "rate at the end, as a share of the highest"), new("warmup_target", "None", "rate that a warm-up leads to, from initial_learning_rate"), new("warmup_steps", "0", "steps of the warm-up") { Ours = "warmup-steps" }],
            Cosine),
        Schedule(
            "CosineDecayRestarts",
            "cosine-restarts",
            [Initial, new("first_decay_steps", ScheduleParameter.Required, "steps of the first cosine") { Ours = "first-steps" }, new("t_mul", "2.0", "how much longer each next is") { Ours = "t-mul" }, new("m_mul", "1.0", "how much higher each next is") { Ours = "m-mul" }, new("alpha", "0.0", "the lowest rate, as a share of the first")],
            values => new CosineRestarts
            {
                Initial = InitialRate(values),
                FirstSteps = values.Steps("first_decay_steps", 0),
                TMul = values.Single("t_mul", 2),
                MMul = values.Single("m_mul", 1),
                Alpha = values.Single("alpha", 0),
            }),
        new(
            "LearningRateScheduler",
            "the callback in its hold-then-exponential form",
            [Optimizers, new("hold_epochs", "10", "epochs before the first decay") { Ours = "hold-epochs" }, new("decay", "0.1", "the rate is multiplied by exp(-decay) each epoch"), new("steps_per_epoch", "as planned", "steps of an epoch") { Ours = "steps-per-epoch" }])
        {
            Library = ScheduleLibrary.Keras,
            Counterpart = "hold-then-exponential",
            Refused = new Dictionary<string, string>(Verbose) { ["schedule"] = "a function is not data: for 'rate for 10 epochs, then times exp(-0.1)' write hold-then-exponential:hold-epochs=10,decay=0.1; for others see piecewise or sequence" },
            Create = values => new HoldThenExponential
            {
                Initial = (float)values.Rate("lr"),
                HoldEpochs = values.Whole("hold_epochs", 10),
                Decay = values.Number("decay", 0.1),
                StepsPerEpoch = values.Steps("steps_per_epoch", values.Context.StepsPerEpoch),
            },
        },
        new(
            "ReduceLROnPlateau",
            "the callback that waits for a plateau",
            [Optimizers, new("monitor", "val_loss", "val_loss, val_accuracy or loss"), new("factor", "0.1", "the rate is multiplied by it"), new("patience", "10", "epochs without improvement that end in a reduction"), new("mode", "auto", "min, max or auto: by monitor"), new("min_delta", "0.0001", "least change that counts") { Ours = "min-delta" }, new("cooldown", "0", "epochs after a reduction that are not counted"), new("min_lr", "0.0", "the rate never falls below it") { Ours = "min-rate" }])
        {
            Library = ScheduleLibrary.Keras,
            Counterpart = "keras-plateau",
            Refused = Verbose,
            Create = values => new KerasPlateau
            {
                Initial = (float)values.Rate("lr"),
                Monitor = values.Choice("monitor", Monitored.ValLoss),
                Mode = values.IsWord("mode", "auto") ? Natural(values) : values.Choice("mode", Natural(values)),
                Factor = values.Number("factor", 0.1),
                Patience = values.Whole("patience", 10),
                MinDelta = values.Number("min_delta", 1e-4),
                Cooldown = values.Whole("cooldown", 0),
                MinRate = values.Number("min_lr", 0),
            },
        },
    ];

    private static ScheduleEntry Schedule(string name, string kind, IReadOnlyList<ScheduleParameter> parameters, Func<ScheduleValues, Schedule> create) =>
        new(name, $"Keras's learning-rate schedule: see {kind}", parameters) { Library = ScheduleLibrary.Keras, Counterpart = kind, Ignored = ["name"], Create = create };

    private static float InitialRate(ScheduleValues values) => values.Has("initial_learning_rate") || values.Context.InitialRate is not null
        ? (float)values.Rate("initial_learning_rate")
        : throw values.Missing("initial_learning_rate");

    private static PlateauMode Natural(ScheduleValues values) => ToolchainKinds.Natural(values.Choice("monitor", Monitored.ValLoss));

    // with a target, Keras's initial rate is where the warm-up starts; without one, it pays no heed to warmup_steps
    private static CosineDecay Cosine(ScheduleValues values)
    {
        var target = values.Has("warmup_target");
        var climb = target ? values.Steps("warmup_steps", 0) : 0;
        return new CosineDecay
        {
            Initial = target ? values.Single("warmup_target", 0) : InitialRate(values),
            Steps = values.Steps("decay_steps", 0) + climb,
            Alpha = values.Number("alpha", 0),
            WarmupSteps = climb,
            WarmupStart = target ? InitialRate(values) : 0,
        };
    }
}
