using System.Diagnostics;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Benchmarks;

/// <summary>How fast a model answers in one setting; a row, or a JSON object, of <c>inference bench</c>.</summary>
/// <param name="Device">What ran.</param>
/// <param name="Threads">Threads of ONNX Runtime.</param>
/// <param name="Batch">Pictures of a run.</param>
/// <param name="OpenMilliseconds">Warm-up: from file to session.</param>
/// <param name="FirstRunMicroseconds">Warm-up: the first run of the session.</param>
/// <param name="Runs">Runs that were timed, after the warm-up.</param>
/// <param name="P50Microseconds">Half of the runs take at most this.</param>
/// <param name="P95Microseconds">95 of 100 runs take at most this.</param>
/// <param name="P99Microseconds">99 of 100 runs take at most this.</param>
/// <param name="PicturesPerSecond">Pictures of all timed runs over their time.</param>
/// <param name="RequestedDevice">The device that was asked for.</param>
/// <param name="Runtime">What ran it.</param>
internal sealed record Measurement(
    string Device,
    int Threads,
    int Batch,
    double OpenMilliseconds,
    double FirstRunMicroseconds,
    int Runs,
    double P50Microseconds,
    double P95Microseconds,
    double P99Microseconds,
    double PicturesPerSecond,
    string RequestedDevice,
    RuntimeFacts Runtime)
{
    // few enough for a slow model, many enough that a 99th percentile is not merely the largest
    private const int FewestRuns = 100;

    // so that a long measurement of a fast model does not fill the memory
    private const int MostRuns = 2_000_000;

    /// <summary>Opens a model and measures it.</summary>
    /// <param name="request">The model, the device and the threads of ONNX Runtime.</param>
    /// <param name="batch">Pictures of a run.</param>
    /// <param name="seconds">How long runs are timed; a fifth of it warms up before.</param>
    public static Measurement Of(ModelRequest request, int batch, double seconds)
    {
        var opening = Stopwatch.GetTimestamp();
        using var model = DigitModel.Open(request);
        var open = Stopwatch.GetElapsedTime(opening);
        using var pictures = model.CreateBatch();
        Draw(pictures.PixelsFrom(0, batch));
        var first = Time(pictures, batch);
        for (var warming = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(warming).TotalSeconds < seconds / 5;)
        {
            pictures.Run(batch);
        }

        var times = new List<TimeSpan>();
        var began = Stopwatch.GetTimestamp();
        while (times.Count < MostRuns && (times.Count < FewestRuns || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds))
        {
            times.Add(Time(pictures, batch));
        }

        var total = Stopwatch.GetElapsedTime(began);
        times.Sort();
        return new(
            model.Device,
            request.Session.IntraOpThreads,
            batch,
            open.TotalMilliseconds,
            first.TotalMicroseconds,
            times.Count,
            Percentile(times, 50),
            Percentile(times, 95),
            Percentile(times, 99),
            (double)times.Count * batch / total.TotalSeconds,
            model.RequestedDevice,
            model.Runtime);
    }

    /// <summary>The nearest rank: the least time that so many of a hundred runs do not exceed, in microseconds.</summary>
    /// <param name="sorted">Times, the shortest first; at least one.</param>
    /// <param name="percent">From 1 to 100.</param>
    public static double Percentile(IReadOnlyList<TimeSpan> sorted, int percent) =>
        sorted[(((percent * sorted.Count) + 99) / 100) - 1].TotalMicroseconds; // in whole numbers: 28 / 100.0 · 50 is more than 14

    private static TimeSpan Time(DigitBatch pictures, int batch)
    {
        var began = Stopwatch.GetTimestamp();
        pictures.Run(batch);
        return Stopwatch.GetElapsedTime(began);
    }

    // a fifth of the pixels has ink, as in MNIST; what they show does not matter for the time
    private static void Draw(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 5 == 0 ? i * 31 : 0);
        }
    }
}
