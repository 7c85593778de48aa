using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;
using Toolchain.Inference.Models;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Benchmarks;

/// <summary><c>inference bench</c>: how fast a model answers here, over batch sizes, threads and devices.</summary>
internal static class BenchCommand
{
    private static readonly string[] Columns = ["device", "threads", "batch", "open ms", "first run µs", "runs", "p50 µs", "p95 µs", "p99 µs", "pictures/s"];

    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = InferenceOptions.Model();
        var batches = Counts("--batch", "pictures of a run, several to compare", DigitBatch.Usual, "1, 8, 32, 256");
        var threads = Counts("--threads", "threads of ONNX Runtime, several to compare", 1024, "1, and every processor");
        var place = new DeviceOptions(description: "where to run it; auto takes the CPU, and CUDA where it works", several: true);
        var seconds = new Option<double>("--seconds") { Description = "how long each setting is timed, after a warm-up", HelpName = "s", DefaultValueFactory = _ => 0.5 }.Between(0.01, 3600);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Csv, ResultFormat.Json);
        var timeout = InferenceOptions.Timeout();
        var reading = new ReadingOptions();
        var command = new ToolCommand(
            "bench",
            "Measures latency and throughput over batch sizes, threads and devices; warm-up apart.",
            "inference bench",
            "inference bench --batch 1 64 --threads 1 2 4 --seconds 2 --format csv",
            "inference bench --session spinning=false spinning=true --threads 2")
        {
            model, batches, threads, seconds, format, timeout,
        };
        place.AddTo(command);
        reading.AddTo(command);
        command.SetAction(parsed =>
        {
            place.UseNative(parsed, terminal);
            var plans = place.Sessions(parsed).SelectMany(text => Plans(text, parsed.GetValue(threads))).ToArray();
            var request = new ModelRequest(parsed.GetValue(model) ?? ModelFile.Published, place.Device(parsed), Timeout: InferenceOptions.Limit(parsed.GetValue(timeout))) { Hints = reading.Of(parsed) };
            var rows =
                from device in Devices(request, terminal)
                from plan in plans
                from batch in Given(parsed.GetValue(batches), [1, 8, 32, DigitBatch.Usual])
                select Measurement.Of(request with { Device = device, Session = plan }, batch, parsed.GetValue(seconds)) with { RequestedDevice = request.Device };
            Tell(rows, parsed.GetValue(format)!, terminal);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<int[]> Counts(string name, string description, int most, string usual)
    {
        var option = new Option<int[]>(name)
        {
            Description = $"{description} [default: {usual}]",
            HelpName = "n",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        option.CustomParser = result =>
        {
            var counts = new List<int>();
            foreach (var token in result.Tokens)
            {
                if (int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most)
                {
                    counts.Add(count);
                }
                else
                {
                    result.AddError($"{name} is '{token.Value}'; it must be whole numbers between 1 and {most}");
                }
            }

            return [.. counts];
        };
        return option;
    }

    private static IEnumerable<SessionPlan> Plans(string text, int[]? threads) =>
        threads is not { Length: > 0 } && SessionPlan.NamesThreads(text)
            ? [SessionPlan.Parse(text)]
            : Given(threads, [1, Environment.ProcessorCount]).Select(count => SessionPlan.Parse(text, count));

    private static IEnumerable<int> Given(int[]? counts, int[] usual) => (counts is { Length: > 0 } ? counts : usual).Distinct();

    private static IEnumerable<string> Devices(ModelRequest request, Terminal terminal)
    {
        if (request.Device != DeviceName.Auto)
        {
            return [request.Device];
        }

        try
        {
            LoadedModel.Open(request with { Device = DeviceName.Cuda }).Dispose();
            return [DeviceName.Cpu, DeviceName.Cuda];
        }
        catch (ToolException fault) when (fault.Code == ExitCode.DeviceUnavailable)
        {
            terminal.Error.WriteLine($"{InferenceProgram.Name}: device {DeviceName.Cpu} only: {fault.Found}");
            return [DeviceName.Cpu];
        }
    }

    // as they come where a program reads; a table needs them all
    private static void Tell(IEnumerable<Measurement> rows, string format, Terminal terminal)
    {
        switch (format)
        {
            case ResultFormat.Json:
                foreach (var row in rows)
                {
                    terminal.Output.Write(JsonSerializer.Serialize(row, InferenceJson.Readable.Measurement) + "\n");
                }

                break;
            case ResultFormat.Csv:
                terminal.Output.Write("device,threads,batch,open_ms,first_run_us,runs,p50_us,p95_us,p99_us,pictures_per_second,requested_device,session\n");
                foreach (var row in rows)
                {
                    terminal.Output.Write($"{string.Join(',', Cells(row))},{row.RequestedDevice},\"{row.Runtime.Session}\"\n");
                }

                break;
            default:
                Draw([.. rows], terminal);
                break;
        }
    }

    private static void Draw(Measurement[] rows, Terminal terminal)
    {
        var sessions = rows.Select(Session).Distinct().ToArray();
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in sessions.Length > 1 ? Columns.Prepend("session") : Columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var row in rows)
        {
            var cells = Cells(row);
            table.AddRow((sessions.Length > 1 ? cells.Prepend($"{Array.IndexOf(sessions, Session(row)) + 1}") : cells).Select(cell => new Text(cell)));
        }

        // as lines of their own: paths and settings are there to be copied
        terminal.Output.Write($"ONNX Runtime {rows[0].Runtime.Version}, {rows[0].Runtime.Library}; device {rows[0].RequestedDevice} was asked for\n");
        terminal.Output.Write(string.Concat(sessions.Select((session, i) => $"session {(sessions.Length > 1 ? $"{i + 1}: " : "")}{session}\n")));
        Screen.ForResults(terminal).Write(table);
    }

    // threads, which come first, have a column of their own
    private static string Session(Measurement row) => row.Runtime.Session[(row.Runtime.Session.IndexOf(',', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> Cells(Measurement row) =>
    [
        row.Device,
        Whole(row.Threads),
        Whole(row.Batch),
        Tenths(row.OpenMilliseconds),
        Tenths(row.FirstRunMicroseconds),
        Whole(row.Runs),
        Tenths(row.P50Microseconds),
        Tenths(row.P95Microseconds),
        Tenths(row.P99Microseconds),
        row.PicturesPerSecond.ToString("0", CultureInfo.InvariantCulture),
    ];

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Tenths(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
