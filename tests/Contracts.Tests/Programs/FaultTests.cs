using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Programs;

public class FaultTests
{
    private readonly RecordingTerminal terminal = new();

    [Fact]
    public void An_expected_fault_says_found_expected_and_next_without_a_stack_trace()
    {
        var code = Fault.Guard(terminal.Terminal, "tool", () => throw ToolException.BadInput("a cat", "a dog", "bring a dog"));

        Assert.Equal(3, code);
        Assert.Equal("tool: a cat\n  expected: a dog\n  next: bring a dog\n", terminal.Error);
        Assert.Empty(terminal.Output);
    }

    [Fact]
    public void What_a_stranger_named_does_not_steer_the_terminal()
    {
        Fault.Guard(terminal.Terminal, "tool", () => throw ToolException.BadInput("\u001B[31mred.onnx\r", "a model", "see \a"));

        Assert.Equal("tool: \\u001B[31mred.onnx\\u000D\n  expected: a model\n  next: see \\u0007\n", terminal.Error);
    }

    [Fact]
    public void A_bug_keeps_its_stack_trace()
    {
        var code = Fault.Guard(terminal.Terminal, "tool", () => throw new InvalidOperationException("impossible"));

        Assert.Equal(70, code);
        Assert.Contains(nameof(A_bug_keeps_its_stack_trace), terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_of_the_work_is_passed_on() => Assert.Equal(130, Fault.Guard(terminal.Terminal, "tool", () => 130));

    [Theory]
    [InlineData("exponentail", "exponential")]
    [InlineData("CONSTANT", "constant")]
    [InlineData("zebra", null)]
    public void The_nearest_word_is_suggested_when_it_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Nearest.To(word, ["constant", "exponential", "hold-then-exponential"]));
}
