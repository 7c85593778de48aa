using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>PyTorch's classes by their own names, with their own argument names and defaults (PyTorch 2.13).</summary>
internal static class PyTorchClasses
{
    private static readonly ScheduleParameter Rate = new("lr", "--rate or 0.1", "the optimizer's rate") { Ours = "initial" };
    private static readonly ScheduleParameter Overruled = Rate with { Meaning = "the optimizer's rate, which this schedule overrules" };
    private static readonly ScheduleParameter Per = new("per", "step", "when step() is called: each step, each epoch, or every so many steps");
    private static readonly ScheduleParameter Gamma = new("gamma", "0.1", "factor of a decay");
    private static readonly ScheduleParameter CycleMomentum = new("cycle_momentum", "True", "whether momentum moves against the rate (Adam: beta1)");

    private static readonly Dictionary<string, string> NotData = new()
    {
        ["optimizer"] = "leave it out: the plan has the optimizer",
        ["verbose"] = "leave it out: the rate of every epoch is printed anyway",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScheduleEntry> Entries { get; } =
    [
        Class("StepLR", "step", [Rate, new("step_size", ScheduleParameter.Required, "calls from one decay to the next") { Ours = "step-size" }, Gamma, Per], values => new StepDecay
        {
            Initial = values.Rate("lr"),
            StepSize = values.Calls("step_size", 0),
            Gamma = values.Number("gamma", 0.1),
            Per = values.Per,
        }),
        Class("MultiStepLR", "multi-step", [Rate, new("milestones", ScheduleParameter.Required, "calls at which the rate decays"), Gamma, Per], values => new MultiStepDecay
        {
            Initial = values.Rate("lr"),
            Milestones = values.ManyCalls("milestones"),
            Gamma = values.Number("gamma", 0.1),
            Per = values.Per,
        }),
        Class("ConstantLR", "constant-factor", [Rate, new("factor", "1/3", "the factor"), new("total_iters", "5", "calls that it lasts") { Ours = "steps" }, Per], values => new ConstantFactor
        {
            Initial = values.Rate("lr"),
            Factor = values.Number("factor", 1.0 / 3),
            Steps = values.Calls("total_iters", 5),
            Per = values.Per,
        }),
        Class(
            "LinearLR",
            "linear",
            [Rate, new("start_factor", "1/3", "factor at first") { Ours = "start-factor" }, new("end_factor", "1.0", "factor in the end") { Ours = "end-factor" }, new("total_iters", "5", "calls from the one to the other") { Ours = "steps" }, Per],
            values => new LinearFactor
            {
                Initial = values.Rate("lr"),
                StartFactor = values.Number("start_factor", 1.0 / 3),
                EndFactor = values.Number("end_factor", 1),
                Steps = values.Calls("total_iters", 5),
                Per = values.Per,
            }),
        Class("ExponentialLR", "geometric", [Rate, Gamma with { Default = ScheduleParameter.Required, Meaning = "factor of a call" }, Per], values => new GeometricDecay
        {
            Initial = values.Rate("lr"),
            Gamma = values.Number("gamma", 0),
            Per = values.Per,
        }),
        Class("PolynomialLR", "power", [Rate, new("total_iters", "5", "calls until the rate is 0") { Ours = "steps" }, new("power", "1.0", "of the polynomial"), Per], values => new PowerDecay
        {
            Initial = values.Rate("lr"),
            Steps = values.Calls("total_iters", 5),
            Power = values.Number("power", 1),
            Per = values.Per,
        }),
        Class("CosineAnnealingLR", "cosine-annealing", [Rate, new("T_max", ScheduleParameter.Required, "calls down") { Ours = "steps" }, new("eta_min", "0.0", "the lowest rate") { Ours = "end" }, Per], values => new CosineAnnealing
        {
            Initial = values.Rate("lr"),
            Steps = values.Calls("T_max", 0),
            End = values.Number("eta_min", 0),
            Per = values.Per,
        }),
        Class(
            "CosineAnnealingWarmRestarts",
            "warm-restarts",
            [Rate, new("T_0", ScheduleParameter.Required, "calls of the first half cosine") { Ours = "first-steps" }, new("T_mult", "1", "how much longer each next is") { Ours = "growth" }, new("eta_min", "0.0", "the lowest rate") { Ours = "end" }, Per],
            values => new WarmRestarts
            {
                Initial = values.Rate("lr"),
                FirstSteps = values.Calls("T_0", 0),
                Growth = values.Whole("T_mult", 1),
                End = values.Number("eta_min", 0),
                Per = values.Per,
            }),
        Class("CyclicLR", "cyclic", [Overruled, .. CyclicParameters()], MakeCyclic) with
        {
            Refused = new Dictionary<string, string>(NotData) { ["scale_fn"] = "a function is not data: choose a mode, triangular, triangular2 or exp_range" },
            Ignored = ["last_epoch", "scale_mode"], // without a scale_fn, PyTorch pays no heed to scale_mode
        },
        Class("OneCycleLR", "one-cycle", [Overruled, .. OneCycleParameters()], MakeOneCycle),
        Class("ReduceLROnPlateau", "plateau", [Rate, .. PlateauParameters()], MakePlateau),
        Class(
            "SequentialLR",
            "sequence",
            [Rate, new("schedulers", ScheduleParameter.Required, "in brackets: [LinearLR(total_iters=5),StepLR(step_size=30)]") { Ours = "schedules" }, new("milestones", ScheduleParameter.Required, "calls at which the second and each later one begins"), Per],
            values =>
            {
                var lasting = values with { Context = values.Context with { InitialRate = values.Rate("lr") } };
                var sequence = ToolchainKinds.Sequenced(lasting, [.. values.ManyCalls("milestones").Select(calls => (long)Int128.Min((Int128)calls * values.Per, long.MaxValue))], "schedulers");
                return sequence.WaitsForMeasurements ? throw NoPlateau("SequentialLR") : sequence;
            }),
        Class("ChainedScheduler", "chained", [Rate, new("schedulers", ScheduleParameter.Required, "in brackets: [ConstantLR(factor=0.1),ExponentialLR(gamma=0.9)]") { Ours = "schedules" }, Per], values =>
        {
            var rate = values.Rate("lr");
            var schedules = values.Schedules("schedulers", _ => values.Context with { InitialRate = rate, Per = values.Per });
            return schedules.Any(schedule => schedule.WaitsForMeasurements) ? throw NoPlateau("ChainedScheduler") : new Chained { Initial = rate, Schedules = schedules };
        }),
    ];

    /// <summary>Classes that hold a function, which cannot be written down, with what to do instead.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["LambdaLR"] = "say what the function computes with one of the schedules that 'trainer schedules' lists, or put several in a sequence",
        ["MultiplicativeLR"] = "for a constant factor write ExponentialLR:gamma=0.95; for others see piecewise, chained and sequence",
        ["LearningRateSchedule"] = "choose one of Keras's own schedules, or put several in a sequence",
        ["SWALR"] = "average the weights with --average-weights, and choose a rate with a schedule of its own",
    };

    private static ScheduleEntry Class(string name, string kind, IReadOnlyList<ScheduleParameter> parameters, Func<ScheduleValues, Schedule> create) =>
        new(name, $"PyTorch's scheduler: see {kind}", parameters)
        {
            Library = ScheduleLibrary.PyTorch,
            Counterpart = kind,
            Refused = NotData,
            Ignored = ["last_epoch"],
            Create = values => values.Whole("last_epoch", -1) == -1
                ? create(values)
                : throw ToolException.WrongUsage($"last_epoch={values.Whole("last_epoch", -1)} in schedule '{name}'", "-1: a schedule counts from the first step of the training", "leave it out; 'trainer resume' goes on where a training stopped"),
        };

    private static IEnumerable<ScheduleParameter> CyclicParameters() =>
    [
        new("base_lr", ScheduleParameter.Required, "the lowest rate") { Ours = "base" },
        new("max_lr", ScheduleParameter.Required, "the highest rate") { Ours = "peak" },
        new("step_size_up", "2000", "calls up") { Ours = "steps-up" },
        new("step_size_down", "None", "calls down; None: as up") { Ours = "steps-down" },
        new("mode", "triangular", "triangular, triangular2 or exp_range"),
        new("gamma", "1.0", "for exp_range: factor of the height, each call"),
        CycleMomentum,
        new("base_momentum", "0.8", "momentum at the highest rate") { Ours = "base-momentum" },
        new("max_momentum", "0.9", "momentum at the lowest rate") { Ours = "max-momentum" },
        Per,
    ];

    private static Cyclic MakeCyclic(ScheduleValues values) => new()
    {
        Base = values.Number("base_lr", 0),
        Peak = values.Number("max_lr", 0),
        StepsUp = values.Calls("step_size_up", 2000),
        StepsDown = values.Calls("step_size_down", values.Calls("step_size_up", 2000)),
        Mode = values.Choice("mode", CyclicMode.Triangular),
        Gamma = values.Number("gamma", 1),
        CycleMomentum = values.Flag("cycle_momentum", true),
        BaseMomentum = values.Number("base_momentum", 0.8),
        MaxMomentum = values.Number("max_momentum", 0.9),
        Per = values.Per,
    };

    private static IEnumerable<ScheduleParameter> OneCycleParameters() =>
    [
        new("max_lr", ScheduleParameter.Required, "the highest rate") { Ours = "peak" },
        new("total_steps", "epochs · steps_per_epoch", "calls of the whole") { Ours = "steps" },
        new("epochs", "None", "with steps_per_epoch, in the place of total_steps"),
        new("steps_per_epoch", "None", "with epochs, in the place of total_steps"),
        new("pct_start", "0.3", "share of the calls that the climb takes") { Ours = "rise" },
        new("anneal_strategy", "cos", "cos or linear"),
        CycleMomentum,
        new("base_momentum", "0.85", "momentum at the highest rate") { Ours = "base-momentum" },
        new("max_momentum", "0.95", "momentum at the lowest rate") { Ours = "max-momentum" },
        new("div_factor", "25.0", "the first rate is max_lr divided by it") { Ours = "div-factor" },
        new("final_div_factor", "10000.0", "the last rate is the first divided by it") { Ours = "final-div-factor" },
        new("three_phase", "False", "fall to the start as it climbed, then to the end"),
        Per,
    ];

    private static OneCycle MakeOneCycle(ScheduleValues values) => new()
    {
        Peak = values.Number("max_lr", 0),
        Steps = values.Has("total_steps") ? values.Calls("total_steps", 0)
            : values.Has("epochs") && values.Has("steps_per_epoch") ? Product(values)
            : throw ToolException.WrongUsage("schedule 'OneCycleLR' does not say how long it is", "total_steps, or epochs and steps_per_epoch", "write OneCycleLR:max_lr=0.1,total_steps=28125"),
        Rise = values.Number("pct_start", 0.3),
        Anneal = values.Choice("anneal_strategy", AnnealShape.Cos),
        DivFactor = values.Number("div_factor", 25),
        FinalDivFactor = values.Number("final_div_factor", 1e4),
        ThreePhase = values.Flag("three_phase", false),
        CycleMomentum = values.Flag("cycle_momentum", true),
        BaseMomentum = values.Number("base_momentum", 0.85),
        MaxMomentum = values.Number("max_momentum", 0.95),
        Per = values.Per,
    };

    private static long Product(ScheduleValues values)
    {
        var (epochs, steps) = (values.Whole("epochs", 0), values.Whole("steps_per_epoch", 0));
        return epochs > 0 && steps > 0 && epochs <= long.MaxValue / steps
            ? epochs * steps
            : throw ToolException.WrongUsage($"epochs={epochs} and steps_per_epoch={steps} in schedule 'OneCycleLR'", "whole numbers above 0", "change them");
    }

    private static IEnumerable<ScheduleParameter> PlateauParameters() =>
    [
        new("monitor", "by mode", "val_loss, val_accuracy or loss: what step() is given") { Ours = "monitor" },
        new("mode", "min", "whether lower (min) or higher (max) is better"),
        new("factor", "0.1", "the rate is multiplied by it"),
        new("patience", "10", "epochs without improvement that are borne"),
        new("threshold", "0.0001", "least change that counts"),
        new("threshold_mode", "rel", "threshold as a share of the best (rel) or a difference (abs)"),
        new("cooldown", "0", "epochs after a reduction that are not counted"),
        new("min_lr", "0", "the rate never falls below it") { Ours = "min-rate" },
        new("eps", "1e-08", "a reduction must be greater than it") { Ours = "epsilon" },
    ];

    private static Plateau MakePlateau(ScheduleValues values)
    {
        // what step() is given is not part of PyTorch's scheduler: a loss when lower is better, an accuracy when higher is
        var mode = values.Choice("mode", PlateauMode.Min);
        return new Plateau
        {
            Initial = values.Rate("lr"),
            Monitor = values.Choice("monitor", mode == PlateauMode.Min ? Monitored.ValLoss : Monitored.ValAccuracy),
            Mode = mode,
            Factor = values.Number("factor", 0.1),
            Patience = values.Whole("patience", 10),
            Threshold = values.Number("threshold", 1e-4),
            ThresholdMode = values.Choice("threshold_mode", ThresholdMode.Rel),
            Cooldown = values.Whole("cooldown", 0),
            MinRate = values.Number("min_lr", 0),
            Epsilon = values.Number("eps", 1e-8),
        };
    }

    private static ToolException NoPlateau(string name) => ToolException.WrongUsage(
        $"ReduceLROnPlateau in schedule '{name}', which PyTorch refuses too", "schedulers that go by the step alone", "put it in a 'sequence' or after a 'warmup' of ours");
}
