using CsCheck;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

public class ImageLimitsTests
{
    [Fact]
    public void Threads_never_hold_more_of_the_room_than_there_is() =>
        Gen.Long[1, 2_000_000].Array[1, 60].Sample(
            wishes =>
            {
                var room = new ImageRoom(1_000_000);
                var (held, most) = (0L, 0L);
                Parallel.ForEach(wishes, wish =>
                {
                    using var share = room.Take(wish);
                    var counted = wish < 1 << 18 ? 0 : Math.Min(wish, 1_000_000);
                    var now = Interlocked.Add(ref held, counted);
                    InterlockedMax(ref most, now);
                    Interlocked.Add(ref held, -counted);
                });
                return most <= 1_000_000;
            },
            iter: 30);

    [Fact]
    public void A_jpeg_of_one_scan_is_decoded_block_by_block()
    {
        var header = JpegHeader.Of([0xFF, 0xD8, .. Frame(0xC0, 0x22, 0x11, 0x11), .. Scan(3)]);

        Assert.True(header.IsSequential);
        Assert.Equal(1.5, header.SamplesPerPixel);
    }

    [Theory]
    [InlineData(0xC2, 3)] // progressive
    [InlineData(0xC0, 1)] // a scan for each component
    [InlineData(0xCA, 3)] // progressive, arithmetic
    public void A_jpeg_of_several_scans_holds_its_coefficients(byte marker, int componentsOfScan)
    {
        var header = JpegHeader.Of([0xFF, 0xD8, .. Segment(0xE1, new byte[100]), 0xFF, .. Frame(marker, 0x11, 0x11, 0x11), .. Scan(componentsOfScan)]);

        Assert.False(header.IsSequential);
        Assert.Equal(3, header.SamplesPerPixel);
    }

    [Fact]
    public void A_jpeg_header_that_cannot_be_understood_counts_as_the_worst() =>
        Gen.Byte.Array[0, 60].Sample(bytes => JpegHeader.Of([0xFF, 0xD8, .. bytes]) is { IsSequential: false, SamplesPerPixel: 4 });

    [Fact]
    public void A_large_picture_that_must_be_held_whole_is_refused_by_its_header()
    {
        // of 24 bits a pixel, and upside down
        byte[] bitmap = [(byte)'B', (byte)'M', .. Words(54 + 108_000_000, 0, 54, 40, 6000, 6000, 1 | (24 << 16), 0, 0, 0, 0, 0, 0), .. new byte[64]];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<Contracts.Programs.ToolException>(() => Images.ImageDecoder.Decode(bitmap));

        Assert.Contains("6000 × 6000 pixels and is a BMP", fault.Found, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Words(params int[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static byte[] Segment(byte marker, params byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Frame(byte marker, params byte[] factors) =>
        Segment(marker, [8, 0, 16, 0, 16, (byte)factors.Length, .. factors.SelectMany((factor, i) => (byte[])[(byte)(i + 1), factor, 0])]);

    private static byte[] Scan(int components) =>
        Segment(0xDA, [(byte)components, .. Enumerable.Range(1, components).SelectMany(i => (byte[])[(byte)i, 0]), 0, 63, 0]);

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
