using System.Buffers.Binary;
using System.Text;
using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Trainer.Runs.Events;

/// <summary>TensorBoard's protocol buffer <c>Event</c>, as far as a run needs it. Source: tensorflow/core/util/event.proto and summary.proto.</summary>
internal static class EventRecord
{
    // a field's number and the kind of its value, as protobuf writes them before each value
    private const byte WallTime = (1 << 3) | Eight;
    private const byte Step = (2 << 3) | Varint;
    private const byte FileVersion = (3 << 3) | Bytes;
    private const byte Summary = (5 << 3) | Bytes;
    private const byte SummaryValue = (1 << 3) | Bytes;
    private const byte ValueTag = (1 << 3) | Bytes;
    private const byte ValueNumber = (2 << 3) | Four;

    private const int Varint = 0;
    private const int Eight = 1;
    private const int Bytes = 2;
    private const int Four = 5;

    /// <summary>Bytes of a record before all that does not depend on the clock.</summary>
    public const int TimeBytes = 1 + sizeof(double);

    /// <summary>The record that a file begins with.</summary>
    public static byte[] Version(DateTimeOffset time) => [.. Time(time), .. Field(FileVersion, "brain.Event:2"u8)];

    /// <summary>The curves' values of an epoch.</summary>
    /// <param name="time">When it was measured.</param>
    /// <param name="step">Updates done by then.</param>
    /// <param name="epoch">What it came to.</param>
    public static byte[] Epoch(DateTimeOffset time, long step, EpochMetrics epoch) =>
    [
        .. Time(time),
        Step, .. Number((ulong)step),
        .. Field(
            Summary,
            [
                .. Scalar("loss/train", epoch.Loss),
                .. Scalar("loss/validation", epoch.ValLoss),
                .. Scalar("accuracy/train", epoch.Accuracy),
                .. Scalar("accuracy/validation", epoch.ValAccuracy),
                .. Scalar("rate", epoch.RateApplied),
            ]),
    ];

    private static byte[] Time(DateTimeOffset time)
    {
        var bytes = new byte[TimeBytes];
        bytes[0] = WallTime;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        return bytes;
    }

    private static byte[] Scalar(string tag, double value)
    {
        var number = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        return Field(SummaryValue, [.. Field(ValueTag, Encoding.UTF8.GetBytes(tag)), ValueNumber, .. number]);
    }

    private static byte[] Field(byte key, ReadOnlySpan<byte> content) => [key, .. Number((ulong)content.Length), .. content];

    // seven bits a byte, the lowest first; the eighth says that more follow
    private static List<byte> Number(ulong value)
    {
        const int Digit = 7;
        const byte More = 1 << Digit;
        var bytes = new List<byte>();
        for (; value >= More; value >>= Digit)
        {
            bytes.Add((byte)(value | More));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
