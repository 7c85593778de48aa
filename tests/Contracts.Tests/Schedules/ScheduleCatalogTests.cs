using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Schedules;

public class ScheduleCatalogTests
{
    private static readonly ScheduleContext Context = new(null, 1875);

    private static readonly Gen<Schedule> Decaying = Gen.OneOf(
        Gen.Float[1e-6f, 10].Select(Schedule (initial) => new Constant { Initial = initial }),
        Gen.Select(Gen.Float[1e-6f, 10], Gen.Float[0.01f, 1], Gen.Int[1, 100_000], Gen.Bool, Schedule (initial, rate, steps, stairs) =>
            new ExponentialDecay { Initial = initial, DecayRate = rate, DecaySteps = steps, Staircase = stairs }),
        Gen.Select(Gen.Float[1e-6f, 10], Gen.Int[0, 100], Gen.Double[0.001, 2], Gen.Int[1, 10_000], Schedule (initial, hold, decay, steps) =>
            new HoldThenExponential { Initial = initial, HoldEpochs = hold, Decay = decay, StepsPerEpoch = steps }));

    [Fact]
    public void A_decaying_rate_starts_at_its_initial_value_and_never_rises_or_turns_negative() =>
        Gen.Select(Decaying, Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000]).Sample((schedule, a, b) =>
        {
            var (early, late) = (schedule.RateAt(Math.Min(a, b)), schedule.RateAt(Math.Max(a, b)));
            Assert.True(early >= late && late >= 0, $"{early} then {late}");
            Assert.True(schedule.RateAt(0) >= early);
        });

    [Fact]
    public void Parameters_left_out_are_the_references()
    {
        var schedule = ScheduleCatalog.Parse("exponential", Context);

        Assert.Equal(new ExponentialDecay { Initial = 0.1f, DecayRate = 0.96f, DecaySteps = 1000, Staircase = true }, schedule);
    }

    [Fact]
    public void The_rate_of_the_plan_is_the_initial_rate() =>
        Assert.Equal(new Constant { Initial = 0.25f }, ScheduleCatalog.Parse("constant", new ScheduleContext(0.25f, 1)));

    [Theory]
    [InlineData("exponentail", "did you mean 'exponential'?")]
    [InlineData("exponential:decay-rat=0.9", "did you mean 'decay-rate'?")]
    [InlineData("", "constant, exponential")]
    [InlineData("exponential:decay-rate", "has no value")]
    [InlineData("exponential:decay-rate=fast", "a number")]
    [InlineData("exponential:decay-rate=NaN", "above 0")]
    [InlineData("exponential:decay-rate=0", "above 0")]
    [InlineData("exponential:decay-steps=0", "at least 1")]
    [InlineData("exponential:decay-steps=1.5", "a whole number")]
    [InlineData("exponential:decay-steps=1,decay-steps=2", "twice")]
    [InlineData("exponential:initial=-0.1", "above 0")]
    [InlineData("exponential:initial=1e60", "above 0")]
    [InlineData("exponential:staircase=maybe", "true or false")]
    [InlineData("constant:initial=0", "above 0")]
    [InlineData("hold-then-exponential:hold-epochs=-1", "at least 0")]
    [InlineData("hold-then-exponential:decay=0", "above 0")]
    [InlineData("hold-then-exponential:steps-per-epoch=0", "at least 1")]
    [InlineData("StepLR", "lacks 'step_size'")]
    [InlineData("StepLR:step_size=0", "step_size is 0")]
    [InlineData("StepLR:stepsize=3", "did you mean 'step_size'?")]
    [InlineData("StepLR:step_size=3,last_epoch=4", "last_epoch=4")]
    [InlineData("StepLR:step_size=3,verbose=True", "'verbose' of StepLR cannot be carried over")]
    [InlineData("StepLR:step_size=3,per=0", "per is 0")]
    [InlineData("steplr:step_size=3", "did you mean 'StepLR'?")]
    [InlineData("keras.StepLR:step_size=3", "did you mean 'torch.StepLR'?")]
    [InlineData("some.where.Else", "is no schedule")]
    [InlineData("ReduceLROnPlateau", "keras.ReduceLROnPlateau or torch.ReduceLROnPlateau")]
    [InlineData("keras.ReduceLROnPlateau:factor=1", "factor is 1")]
    [InlineData("torch.ReduceLROnPlateau:factor=1.5", "factor is 1.5")]
    [InlineData("torch.ReduceLROnPlateau:mode=upwards", "one of min, max")]
    [InlineData("LambdaLR:lr_lambda=f", "'LambdaLR' holds a function")]
    [InlineData("MultiplicativeLR", "ExponentialLR")]
    [InlineData("LearningRateScheduler:schedule=f", "'schedule' of LearningRateScheduler cannot be carried over")]
    [InlineData("CyclicLR:base_lr=0.1,max_lr=1,scale_fn=f", "'scale_fn' of CyclicLR cannot be carried over")]
    [InlineData("CyclicLR:base_lr=0.1,max_lr=1,step_size_up=0", "step_size_up is 0")]
    [InlineData("CyclicLR:base_lr=0.1,max_lr=1,max_momentum=1", "max_momentum is 1")]
    [InlineData("ConstantLR:factor=1.5", "between 0 and 1")]
    [InlineData("LinearLR:start_factor=0", "start_factor is 0")]
    [InlineData("LinearLR:end_factor=-0.1", "end_factor is -0.1")]
    [InlineData("CosineAnnealingWarmRestarts:T_0=0", "T_0 is 0")]
    [InlineData("CosineAnnealingWarmRestarts:T_0=5,T_mult=1.5", "a whole number")]
    [InlineData("OneCycleLR:max_lr=0.1", "total_steps, or epochs and steps_per_epoch")]
    [InlineData("OneCycleLR:max_lr=0.1,epochs=0,steps_per_epoch=5", "above 0")]
    [InlineData("OneCycleLR:max_lr=0.1,total_steps=10,pct_start=1.1", "pct_start is 1.1")]
    [InlineData("OneCycleLR:max_lr=0.1,total_steps=10,pct_start=0.1", "pct_start is 0.1")]
    [InlineData("OneCycleLR:max_lr=0.1,total_steps=10,anneal_strategy=log", "one of cos, linear")]
    [InlineData("ExponentialDecay:initial_learning_rate=0.1,decay_steps=0,decay_rate=0.9", "decay_steps is 0")]
    [InlineData("ExponentialDecay:decay_steps=10,decay_rate=0.9", "lacks 'initial_learning_rate'")]
    [InlineData("PiecewiseConstantDecay:boundaries=[5],values=[0.1]", "one more value than boundaries")]
    [InlineData("PiecewiseConstantDecay:boundaries=[5,5],values=[3,2,1]", "rise")]
    [InlineData("SequentialLR:schedulers=[StepLR(step_size=3)],milestones=[5]", "one milestone fewer")]
    [InlineData("SequentialLR:schedulers=[StepLR(step_size=3),torch.ReduceLROnPlateau(patience=3)],milestones=[5]", "PyTorch refuses too")]
    [InlineData("chained:schedules=[[cosine]]", "no factor of another")]
    [InlineData("MultiStepLR:milestones=30", "a list in brackets")]
    [InlineData("warmup:schedule=[cosine", "not closed")]
    [InlineData("warmup:schedule=cosine]", "closes nothing")]
    [InlineData("warmup:schedule=((((((((((((((((((((constant))))))))))))))))))))", "deep")]
    [InlineData("warmup:steps=5", "lacks 'schedule'")]
    [InlineData("geometric:gamma=0.5,per=9007199254740993", "at most 9007199254740992")]
    [InlineData("{\"kind\":\"cosine\"", "is no JSON")]
    [InlineData("{\"initial\":0.1}", "names no kind")]
    [InlineData("{\"kind\":\"cosine\",\"initail\":0.1}", "did you mean 'initial'?")]
    public void Refuses_what_no_schedule_can_be(string text, string said)
    {
        var fault = Assert.Throws<ToolException>(() => ScheduleCatalog.Parse(text, Context));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exponential:decay-rate=0.96,initial=0.1", "ExponentialDecay:initial_learning_rate=0.1,decay_steps=1000,decay_rate=0.96,staircase=true")]
    [InlineData("exponential:initial=0.1", "tf.keras.optimizers.schedules.ExponentialDecay(initial_learning_rate=1e-1, decay_steps=1_000, decay_rate=0.96, staircase=True, name='x')")]
    [InlineData("cosine:initial=0.1,steps=1200,warmup-steps=200,warmup-start=0", "CosineDecay:initial_learning_rate=0,decay_steps=1000,warmup_target=0.1,warmup_steps=200")]
    [InlineData("cosine:initial=0.1,steps=1000", "CosineDecay:initial_learning_rate=0.1,decay_steps=1000,warmup_target=None,warmup_steps=200")]
    [InlineData("polynomial:decay-steps=10", "keras.PolynomialDecay:decay_steps=10,initial_learning_rate=0.1")]
    [InlineData("hold-then-exponential:decay=0.2", "LearningRateScheduler:decay=0.2")]
    [InlineData("keras-plateau:monitor=val-accuracy,mode=max", "keras.ReduceLROnPlateau:monitor=val_accuracy")]
    [InlineData("plateau:monitor=val-accuracy", "torch.ReduceLROnPlateau:mode='max'")]
    [InlineData("step:step-size=2epochs,gamma=0.1", "StepLR:step_size=3750")]
    [InlineData("step:step-size=2,per=epoch", "torch.optim.lr_scheduler.StepLR(step_size=2, per=epoch)")]
    [InlineData("constant-factor:steps=5", "ConstantLR")]
    [InlineData("cyclic:base=0.01,peak=0.1,steps-up=2000,cycle-momentum=true,base-momentum=0.8,max-momentum=0.9", "CyclicLR:lr=3,base_lr=[0.01],max_lr=0.1,step_size_down=None")]
    [InlineData("one-cycle:peak=0.1,steps=240,cycle-momentum=true", "OneCycleLR:max_lr=0.1,epochs=8,steps_per_epoch=30")]
    [InlineData("one-cycle", "OneCycleLR:max_lr=0.1,total_steps=28125,cycle_momentum=False")]
    [InlineData("sequence:schedules=[[linear:start-factor=0.5,end-factor=1,steps=5],[step:step-size=3]],milestones=[5]", "SequentialLR:schedulers=[LinearLR(start_factor=0.5), StepLR(step_size=3)],milestones=[5]")]
    [InlineData("chained:schedules=[[step:step-size=3],[geometric:gamma=0.5]]", "ChainedScheduler:schedulers=(StepLR(step_size=3),ExponentialLR(gamma=0.5))")]
    [InlineData("cosine:alpha=0.5", "{\"kind\":\"cosine\",\"alpha\":0.5}")]
    [InlineData("warmup:steps=5,schedule=[step:step-size=1]", "{\"kind\":\"warmup\",\"steps\":5,\"schedule\":{\"kind\":\"StepLR\",\"step_size\":1}}")]
    [InlineData("inverse-time:decay-steps=10", "{\"module\":\"keras.optimizers.schedules\",\"class_name\":\"InverseTimeDecay\",\"config\":{\"initial_learning_rate\":0.1,\"decay_steps\":10,\"decay_rate\":0.5,\"staircase\":false,\"name\":\"InverseTimeDecay\"},\"registered_name\":null}")]
    public void A_schedule_may_be_written_in_several_ways(string ours, string other) =>
        Assert.Equal(ScheduleCatalog.Parse(ours, Context), ScheduleCatalog.Parse(other, Context));

    [Fact]
    public void The_length_of_a_schedule_is_that_of_the_training_or_what_is_left_of_it()
    {
        var context = new ScheduleContext(null, 10, 1000);

        Assert.Equal(1000, ((CosineDecay)ScheduleCatalog.Parse("cosine", context)).Steps);
        Assert.Equal(100, ((OneCycle)ScheduleCatalog.Parse("one-cycle:per=epoch", context)).Steps);
        Assert.Equal(980, ((CosineDecay)((Warmup)ScheduleCatalog.Parse("warmup:steps=20,schedule=[cosine]", context)).Schedule).Steps);
        Assert.Equal([30L, 970L], ((Sequence)ScheduleCatalog.Parse("sequence:schedules=[cosine,cosine],milestones=[30]", context)).Schedules.Select(part => ((CosineDecay)part).Steps));
    }

    [Fact]
    public void A_schedule_may_lie_in_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["my schedule.json"], """{ "kind": "cosine", "initial": 0.2, /* the peak */ "steps": 10, }""");
        File.WriteAllText(folder["bad.json"], """{ "kind": "cosine", "steps": 0 }""");

        Assert.Equal(ScheduleCatalog.Parse("cosine:initial=0.2,steps=10", Context), ScheduleCatalog.Parse(folder["my schedule.json"], Context));
        foreach (var file in new[] { folder["bad.json"], folder["missing.json"] })
        {
            var fault = Assert.Throws<ToolException>(() => ScheduleCatalog.Parse(file, Context));
            Assert.Equal(ExitCode.BadInput, fault.Code);
            Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_schedule_that_moves_momentum_needs_an_optimizer_that_has_one()
    {
        var plan = new TrainingPlan
        {
            Epochs = 1,
            BatchSize = 1,
            Schedule = ScheduleCatalog.Parse("OneCycleLR:max_lr=0.1,total_steps=10", Context),
            Seed = 1,
            Threads = 1,
            Validation = Validation.OnTest,
            Shuffle = ShuffleMode.None,
            Optimizer = new Sgd(Momentum: 0.9),
        };

        Assert.Equal(plan, TrainingPlan.FromJson(plan.ToJson()));
        Assert.Throws<FormatException>(() => TrainingPlan.FromJson((plan with { Optimizer = new Sgd() }).ToJson()));
    }

    [Fact]
    public void Every_name_in_the_lists_is_found_and_every_default_builds()
    {
        foreach (var entry in ScheduleCatalog.Entries.Concat(ScheduleCatalog.Classes))
        {
            Assert.Equal(entry, ScheduleCatalog.Find(entry.FullName));
            Assert.True(entry.Counterpart is null || ScheduleCatalog.Find(entry.Counterpart).Library != entry.Library);
            if (entry.Parameters.All(parameter => !parameter.Default.Contains("required", StringComparison.Ordinal)) && entry.Kind != "OneCycleLR")
            {
                Assert.NotNull(ScheduleCatalog.Parse(entry.FullName, Context));
            }
        }
    }

    [Fact]
    public void Three_schedules_from_before_there_were_more_still_read()
    {
        Assert.Equal(new Constant { Initial = 0.1f }, Schedule.FromJson("""{"kind":"constant","initial":0.1}"""));
        Assert.Equal(new ExponentialDecay { Initial = 0.1f, DecayRate = 0.96f, DecaySteps = 1000, Staircase = true }, Schedule.FromJson("""{"kind":"exponential","initial":0.1,"decayRate":0.96,"decaySteps":1000,"staircase":true}"""));
        Assert.Equal(new HoldThenExponential { Initial = 0.1f, HoldEpochs = 10, Decay = 0.1, StepsPerEpoch = 1875 }, Schedule.FromJson("""{"kind":"hold-then-exponential","initial":0.1,"holdEpochs":10,"decay":0.1,"stepsPerEpoch":1875}"""));
    }

    [Fact]
    public void Refuses_two_initial_rates() =>
        Assert.Throws<ToolException>(() => ScheduleCatalog.Parse("constant:initial=0.1", new ScheduleContext(0.2f, 1)));

    [Theory]
    [InlineData("""{"kind":"cosine","initial":0.1}""")]
    [InlineData("""{"kind":"constant"}""")]
    [InlineData("""{"kind":"constant","initial":-1}""")]
    [InlineData("""{"kind":"constant","initial":0.1,"surprise":1}""")]
    [InlineData("""{"initial":0.1}""")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"kind":"sequence","schedules":null,"milestones":[]}""")]
    [InlineData("""{"kind":"sequence","schedules":[null],"milestones":[]}""")]
    [InlineData("""{"kind":"sequence","schedules":[{"kind":"constant","initial":0.1}],"milestones":null}""")]
    [InlineData("""{"kind":"chained","initial":1,"schedules":null}""")]
    [InlineData("""{"kind":"chained","initial":1,"schedules":[null]}""")]
    [InlineData("""{"kind":"warmup","steps":1,"start":0.1,"schedule":null}""")]
    [InlineData("""{"kind":"piecewise","boundaries":null,"values":[1]}""")]
    [InlineData("""{"kind":"piecewise","boundaries":[1],"values":null}""")]
    [InlineData("""{"kind":"multi-step","initial":0.1,"milestones":null,"gamma":0.1}""")]
    public void Refuses_JSON_that_is_no_schedule(string json) => Assert.Throws<FormatException>(() => Schedule.FromJson(json));
}
