using System.Runtime.ExceptionServices;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models;

/// <summary>How long ONNX Runtime may take before it is cut off; shared by everything that one model runs.</summary>
/// <param name="limit">The longest time of one call; null: as long as it likes.</param>
internal sealed class RunLimit(TimeSpan? limit)
{
    // what is asked to stop gets so long to do it: ONNX Runtime looks up between two operators only
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private volatile bool isOver;
    private volatile bool isAbandoned;

    /// <summary>Whether a call took too long. No other one is begun then: it would only take as long.</summary>
    public bool IsOver => isOver;

    /// <summary>Runs a call of ONNX Runtime.</summary>
    /// <param name="what">The call, for the message: <c>model.onnx does not answer</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="stop">Asks ONNX Runtime to end it.</param>
    /// <exception cref="ToolException">The time is over (exit 3). The call has ended, or is left behind on a thread of its own that does not keep the process alive.</exception>
    public void Run(string what, Action call, Action stop)
    {
        if (limit is not { } time)
        {
            call();
            return;
        }

        if (isOver)
        {
            throw TooLong(what, time);
        }

        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                call();
            }
            catch (Exception fault)
            {
                failure = fault;
            }
        })
        { IsBackground = true, Name = "ONNX Runtime" };
        thread.Start();
        if (!thread.Join(time))
        {
            isOver = true;
            stop();
            isAbandoned |= !thread.Join(Grace);
            throw TooLong(what, time);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Frees what calls work on; not so once a call was left behind, which may still be at work on it.</summary>
    public void Release(IDisposable value)
    {
        if (!isAbandoned)
        {
            value.Dispose();
        }
    }

    private ToolException TooLong(string what, TimeSpan time) => ToolException.BadInput(
        $"{what} within {time.TotalSeconds:0.###} s{(isAbandoned ? ", nor stops when it is asked to" : "")}",
        "a model that answers in time",
        "raise --timeout if it is slow rather than endless");
}
