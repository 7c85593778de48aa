using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>A bar that moves on the last line of a watched terminal; elsewhere it stays silent, and the rows of the epochs tell the progress.</summary>
/// <remarks>Spectre's live displays own the whole screen, but rows of results must go to the other stream meanwhile.</remarks>
internal sealed class ProgressLine(Terminal terminal, TimeProvider clock)
{
    private const int BarWidth = 30;
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);
    private long shownAt;
    private bool visible;

    /// <summary>Draws the bar, at most twelve times a second.</summary>
    public void Show(TrainingLoop loop, int epochs)
    {
        if (!terminal.ErrorIsInteractive || (shownAt != 0 && clock.GetElapsedTime(shownAt) < Pause))
        {
            return;
        }

        shownAt = clock.GetTimestamp();
        visible = true;
        var filled = (int)((long)BarWidth * loop.StepInEpoch / loop.StepsPerEpoch);
        var bar = new string('━', filled) + new string('─', BarWidth - filled);
        terminal.Error.Write($"{EraseLine}epoch {loop.Epoch + 1}/{epochs} {bar} {loop.StepInEpoch}/{loop.StepsPerEpoch} loss {loop.LossSoFar:0.0000} rate {loop.RateApplied:0.0000}");
    }

    /// <summary>Removes the bar before a row is written.</summary>
    public void Clear()
    {
        if (visible)
        {
            terminal.Error.Write(EraseLine);
            visible = false;
        }
    }
}
