using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;

namespace Toolchain.Inference.Tests.Devices;

public class SessionPlanTests
{
    private static readonly Gen<SessionPlan> AnyPlan =
        from intra in Gen.Int[0, 1024]
        from inter in Gen.Int[0, 1024]
        from spinning in Gen.Bool
        from arena in Gen.Bool
        from pattern in Gen.Bool
        from optimization in One("none", "basic", "extended", "all")
        from execution in One("sequential", "parallel")
        from entries in Gen.Select(One("session.set_denormal_as_zero", "session.use_env_allocators", "ep.x"), One("0", "1", "a=b")).Array[0, 3]
        select new SessionPlan(intra, inter, spinning, arena, pattern, optimization, execution) { Entries = entries };

    [Fact]
    public void What_is_shown_is_what_may_be_typed() => AnyPlan.Sample(plan => Assert.Equal($"{plan}", $"{SessionPlan.Parse($"{plan}")}"));

    [Fact]
    public void Every_part_of_a_plan_reaches_the_session() => AnyPlan.Sample(plan =>
    {
        using var settings = Runtime.Settings(plan);

        Assert.Equal((plan.IntraOpThreads, plan.InterOpThreads, plan.Arena, plan.MemoryPattern), (settings.IntraOpNumThreads, settings.InterOpNumThreads, settings.EnableCpuMemArena, settings.EnableMemoryPattern));
        Assert.Equal(plan.Execution == "parallel" ? ExecutionMode.ORT_PARALLEL : ExecutionMode.ORT_SEQUENTIAL, settings.ExecutionMode);
        Assert.Equal(plan.Optimization == "all", settings.GraphOptimizationLevel == GraphOptimizationLevel.ORT_ENABLE_ALL);
    });

    [Fact]
    public void What_is_left_out_keeps_its_default()
    {
        Assert.Equal($"{new SessionPlan()}", $"{SessionPlan.Parse("")}");
        Assert.Equal($"{new SessionPlan(Spinning: true)}", $"{SessionPlan.Parse("spinning=true")}");
        Assert.Equal($"{new SessionPlan(IntraOpThreads: 3)}", $"{SessionPlan.Parse("", threads: 3)}");
    }

    [Theory]
    [InlineData("spining=true", "did you mean 'spinning'?")]
    [InlineData("spinning=yes", "true or false")]
    [InlineData("intra-op-threads=-1", "between 0")]
    [InlineData("intra-op-threads=1025", "between 0")]
    [InlineData("intra-op-threads=99999999999", "between 0")]
    [InlineData("inter-op-threads=many", "a whole number")]
    [InlineData("optimization=most", "none, basic, extended, all")]
    [InlineData("execution=random", "sequential, parallel")]
    [InlineData("arena", "name=value")]
    [InlineData("session.x", "session.set_denormal_as_zero=1")]
    [InlineData("arena=true,arena=false", "each parameter once")]
    public void What_is_no_plan_is_refused(string text, string says)
    {
        var fault = Assert.Throws<ToolException>(() => SessionPlan.Parse(text));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(says, fault.Message);
    }

    [Fact]
    public void A_key_that_the_runtime_does_not_take_is_wrong_usage()
    {
        var plan = SessionPlan.Parse($"{new string('x', 2000)}.y=1");

        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => Runtime.Settings(plan)).Code);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("spinning=true", false)]
    [InlineData("arena=false,intraOpThreads=2", true)]
    public void Whether_a_text_says_threads_is_known(string text, bool says) => Assert.Equal(says, SessionPlan.NamesThreads(text));

    [Fact]
    public void Threads_are_not_said_twice() => Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => SessionPlan.Parse("intra-op-threads=2", threads: 2)).Code);

    private static Gen<string> One(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
