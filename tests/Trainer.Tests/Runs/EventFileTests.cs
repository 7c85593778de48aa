using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;
using Toolchain.Trainer.Runs.Events;

namespace Toolchain.Trainer.Tests.Runs;

public sealed class EventFileTests : IDisposable
{
    private const int StepsPerEpoch = 300;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cut_or_damaged_anywhere_and_written_again_it_holds_each_epoch_once()
    {
        var epochs = Epochs(5);
        Write("whole", epochs);
        var whole = File.ReadAllBytes(folder["whole"]);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Bool, Gen.Int[0, 5]).Sample(
            (place, cut, known) =>
            {
                var name = Guid.NewGuid().ToString("N");
                var damaged = whole[..(cut ? place : whole.Length)];
                if (!cut)
                {
                    damaged[place] ^= byte.MaxValue;
                }

                File.WriteAllBytes(folder[name], damaged);

                Write(name, epochs[..known]);
                Write(name, epochs);

                Assert.Equal(Records("whole"), Records(name));
                File.Delete(folder[name]);
            },
            iter: 200);
    }

    [Fact]
    public void Epochs_that_stand_there_keep_their_times()
    {
        var epochs = Epochs(3);
        Write("file", epochs[..2]);
        var before = File.ReadAllBytes(folder["file"]);

        Write("file", epochs);

        Assert.Equal(before, File.ReadAllBytes(folder["file"])[..before.Length]);
    }

    [Fact]
    public void A_record_is_what_TensorBoard_reads()
    {
        // worked out by hand from event.proto and summary.proto: step 300 is 0xAC 0x02; 0.5 is 0x3F000000
        var record = EventRecord.Epoch(DateTimeOffset.UnixEpoch.AddSeconds(2), 300, new EpochMetrics(1, 0.5, 0.5, 0.5, 0.5, 1, 2, 0.5, 0.5));

        Assert.Equal("0900000000000000401" + "0AC02", Convert.ToHexString(record)[..24]);
        Assert.Contains(Convert.ToHexString([0x0A, 0x0B, 0x0A, 0x04, .. "rate"u8, 0x15, 0x00, 0x00, 0x00, 0x3F]), Convert.ToHexString(record), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_CRC32C()
    {
        // RFC 3720, B.4: 32 bytes of zeroes have the checksum 0x8A9136AA; TensorFlow rotates and shifts it
        var frame = RecordFrame.Of(new byte[32]);
        var crc = 0x8A9136AAu;
        var masked = unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);

        Assert.Equal(masked, BitConverter.ToUInt32(frame.AsSpan(frame.Length - 4)));
    }

    private void Write(string name, EpochMetrics[] epochs) => new EventFile(folder[name], TimeProvider.System).Write(epochs, StepsPerEpoch);

    private static EpochMetrics[] Epochs(int count) =>
        [.. Enumerable.Range(1, count).Select(epoch => new EpochMetrics(epoch, 1.0 / epoch, 0.5 + (0.01 * epoch), 1.1 / epoch, 0.6 + (0.01 * epoch), 60 + epoch, 100, 0.1 / epoch, 0.09 / epoch))];

    // each without its time
    private List<string> Records(string name)
    {
        var bytes = File.ReadAllBytes(folder[name]);
        var records = new List<string>();
        var place = 0;
        while (RecordFrame.TryRead(bytes.AsSpan(place), out var record))
        {
            records.Add(Convert.ToHexString(record[EventRecord.TimeBytes..]));
            place += record.Length + RecordFrame.Overhead;
        }

        Assert.Equal(bytes.Length, place);
        return records;
    }
}
