using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Events;

/// <summary>The epochs of a run for TensorBoard: one record for the file, one for each epoch.</summary>
/// <param name="path">The file.</param>
/// <param name="clock">When an epoch is written.</param>
internal sealed class EventFile(string path, TimeProvider clock)
{
    /// <summary>TensorBoard reads every file that has <c>tfevents</c> in its name; a fixed one is never written twice.</summary>
    public const string FileName = "events.out.tfevents.0.trainer";

    /// <summary>Brings the file in line with the epochs: what is there and true stays, with its times; all behind it goes; what is missing is added.</summary>
    /// <remarks>A file that grows can be watched, so it is not replaced as others are. A record that a killed process left half-written counts as missing.</remarks>
    /// <param name="epochs">The epochs so far.</param>
    /// <param name="stepsPerEpoch">Updates of each.</param>
    /// <exception cref="ToolException">It cannot be written (exit 2), or the disk is full (exit 75).</exception>
    public void Write(IReadOnlyList<EpochMetrics> epochs, int stepsPerEpoch) => Disk.Attempt(path, () =>
    {
        var now = clock.GetUtcNow();
        byte[][] records = [EventRecord.Version(now), .. epochs.Select(epoch => EventRecord.Epoch(now, (long)epoch.Epoch * stepsPerEpoch, epoch))];
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var (kept, length) = Kept(file, records);
        if (file.Length > length)
        {
            file.SetLength(length);
        }

        file.Position = length;
        // in one call, so that as a rule a killed process leaves all of it or nothing
        file.Write([.. records.Skip(kept).SelectMany(record => RecordFrame.Of(record))]);
    });

    /// <summary>How many of the records the file begins with, and where they end in it.</summary>
    private static (int Records, int Length) Kept(FileStream file, byte[][] records)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (kept, length) = (0, 0);
        while (kept < records.Length && RecordFrame.TryRead(bytes.AsSpan(length), out var record) && SameButForTime(record, records[kept]))
        {
            kept++;
            length += record.Length + RecordFrame.Overhead;
        }

        return (kept, length);
    }

    private static bool SameButForTime(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length >= EventRecord.TimeBytes && left[0] == right[0] && left[EventRecord.TimeBytes..].SequenceEqual(right[EventRecord.TimeBytes..]);
}
