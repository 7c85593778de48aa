using CsCheck;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

public class SchedulePropertyTests
{
    private static readonly ScheduleContext Context = new(null, 1875);

    private static readonly Gen<long> AnyStep = Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, 10_000_000], Gen.Long[0, 1L << 53]);

    [Fact]
    public void Survives_being_written_and_parsed() =>
        AnySchedule.Any.Sample(schedule => ScheduleCatalog.Parse(ScheduleCatalog.Write(schedule), Context) == schedule);

    [Fact]
    public void Survives_JSON() => AnySchedule.Any.Sample(schedule => Schedule.FromJson(schedule.ToJson()) == schedule);

    [Fact]
    public void JSON_that_a_checkpoint_keeps_is_JSON_that_a_user_may_write() =>
        AnySchedule.Any.Sample(schedule => ScheduleCatalog.Parse(schedule.ToJson(), Context) == schedule);

    [Fact]
    public void Is_a_number_of_at_least_0_at_every_step_there_is() =>
        Gen.Select(AnySchedule.Any, AnyStep, AnySchedule.Epochs).Sample((schedule, step, measured) =>
        {
            var pace = schedule.At(step, measured);

            Assert.True(double.IsFinite(pace.Rate) && pace.Rate >= 0, $"{pace.Rate}");
            Assert.True(pace.Momentum is null or (>= 0 and < 1), $"{pace.Momentum}");
            Assert.True(pace.Momentum is null || schedule.MovesMomentum);
        });

    [Fact]
    public void What_is_measured_later_changes_nothing_now() =>
        Gen.Select(AnySchedule.Any, Gen.Long[0, 5000], AnySchedule.Epochs).Sample((schedule, step, measured) =>
            Assert.Equal(schedule.At(step, [.. measured.Where(epoch => epoch.Step <= step)]), schedule.At(step, measured)));

    [Fact]
    public void A_schedule_that_does_not_wait_looks_at_no_measurement() =>
        Gen.Select(AnySchedule.Any.Where(schedule => !schedule.WaitsForMeasurements), AnyStep, AnySchedule.Epochs).Sample((schedule, step, measured) =>
            Assert.Equal(schedule.At(step, []), schedule.At(step, measured)));

    [Fact]
    public void A_warm_up_climbs_evenly_to_where_its_schedule_begins() =>
        Gen.Select(AnySchedule.Single, Gen.Int[1, 500]).Sample((schedule, steps) =>
        {
            var warmup = (Warmup)ScheduleCatalog.Parse($"warmup:steps={steps},schedule=[{ScheduleCatalog.Write(schedule)}]", Context);

            var first = schedule.RateAt(0);
            Assert.Equal(first, warmup.RateAt(steps));
            Assert.All(Enumerable.Range(0, steps), step => Assert.Equal(first * (step + 1) / (steps + 1), warmup.RateAt(step), first * 1e-12));
            Assert.Equal(schedule.RateAt(77), warmup.RateAt(steps + 77));
        });

    [Fact]
    public void A_plateau_after_a_warm_up_goes_by_what_was_measured_since() =>
        Gen.Select(AnySchedule.Single.Where(schedule => schedule.WaitsForMeasurements), AnySchedule.Epochs, Gen.Int[1, 3000], Gen.Int[0, 5000]).Sample((plateau, measured, begin, step) =>
        {
            var warmup = new Warmup { Steps = begin, Start = 0, Schedule = plateau };
            var sequence = new Sequence { Schedules = [new Constant { Initial = 1 }, plateau], Milestones = [begin] };
            var since = measured.Where(epoch => epoch.Step > begin).Select(epoch => epoch with { Step = epoch.Step - begin }).ToArray();

            Assert.Equal(plateau.At(step, since), warmup.At(begin + step, measured));
            Assert.Equal(plateau.At(step, since), sequence.At(begin + step, measured));
        });

    [Fact]
    public void A_slow_exponential_taken_in_strides_has_the_bits_of_one_taken_epoch_by_epoch() =>
        Gen.Select(Gen.Float[1e-3f, 10], Gen.OneOf(Gen.Double[1e-7, 1e-4], Gen.Double[1e-4, 1]), Gen.Int[0, 20_000]).Sample((initial, decay, epoch) =>
        {
            var rate = initial;
            var factor = Math.Exp(-decay);
            for (var i = 0; i <= epoch; i++)
            {
                rate = (float)(rate * factor);
            }

            Assert.Equal(rate, new HoldThenExponential { Initial = initial, HoldEpochs = 0, Decay = decay, StepsPerEpoch = 1 }.RateAt(epoch));
        });

    [Fact]
    public void A_schedule_of_epochs_holds_its_rate_through_each() =>
        Gen.Select(Gen.Int[1, 3000], Gen.Int[0, 100_000]).Sample((stepsPerEpoch, step) =>
        {
            var context = new ScheduleContext(0.1, stepsPerEpoch);
            var epochs = ScheduleCatalog.Parse("StepLR:step_size=3,gamma=0.5,per=epoch", context);
            var calls = ScheduleCatalog.Parse("StepLR:step_size=3,gamma=0.5", context);

            Assert.Equal(calls.RateAt(step / stepsPerEpoch), epochs.RateAt(step));
            Assert.Equal(epochs, ScheduleCatalog.Parse("StepLR:step_size=3epochs,gamma=0.5,per=epoch", context));
        });

    [Fact]
    public void A_cosine_is_as_exact_in_its_millionth_period_as_in_its_first() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 10_000], Gen.Long[0, 1_000_000_000]).Sample((steps, step, periods) =>
        {
            var cosine = new CosineAnnealing { Initial = 0.1, Steps = steps, End = 0.001, Per = 1 };
            var cyclic = new Cyclic { Base = 0, Peak = 1, StepsUp = steps, StepsDown = steps, Mode = CyclicMode.Triangular, Gamma = 1, CycleMomentum = false, BaseMomentum = 0, MaxMomentum = 0, Per = 1 };

            Assert.Equal(cosine.RateAt(step), cosine.RateAt(step + (2 * steps * periods)));
            Assert.Equal(cyclic.RateAt(step), cyclic.RateAt(step + (2 * steps * periods)));
        });

    [Fact]
    public void Warm_restarts_begin_where_the_lengths_add_up()
    {
        var schedule = new WarmRestarts { Initial = 0.1, FirstSteps = 3, Growth = 2, End = 0, Per = 1 };
        var begin = 0L;
        for (var length = 3L; begin < 1L << 52; begin += length, length *= 2)
        {
            Assert.Equal(0.1, schedule.RateAt(begin));
            Assert.True(schedule.RateAt(begin + length - 1) < 0.1);
        }
    }
}
