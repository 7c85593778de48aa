using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Samples;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Samples;

public class SampleDivisionTests
{
    [Fact]
    public void Every_sample_is_either_held_out_or_trained_on() => Gen.Select(Gen.Int[1, 300], Gen.Int[0, 299], Gen.ULong).Sample((count, wanted, seed) =>
    {
        var heldOut = wanted % count;

        var division = SampleDivision.Of(Plan(heldOut, seed), count);

        Assert.Equal(heldOut, division.HeldOut.Length);
        Assert.Equal(Enumerable.Range(0, count), division.HeldOut.Concat(division.Trained).Order());
        Assert.Equal(division.HeldOut.Order(), division.HeldOut);
        Assert.Equal(division.HeldOut, SampleDivision.Of(Plan(heldOut, seed), count).HeldOut);
    });

    [Fact]
    public void The_samples_are_those_of_the_runs_before() // whoever moved the seed's numbers would measure on what was trained on
        => Assert.Equal([1, 2, 11, 12, 15], SampleDivision.Of(Plan(5, 1), 20).HeldOut);

    private static TrainingPlan Plan(int heldOut, ulong seed) => TinyCheckpoint.Make().Plan with { Seed = seed, Validation = new Validation(heldOut) };
}
