using CsCheck;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Tests.Pictures;

public class ResamplingTests
{
    private static readonly Gen<(int Width, int Height)> Size = Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70]);

    [Fact]
    public void Making_smaller_keeps_the_mean() =>
        Gen.Select(Size, Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[0, 1000]).Sample((size, width, height, seed) =>
        {
            var source = Noise(size.Width, size.Height, seed);
            var small = Resampling.Resize(source, Math.Min(width, size.Width), Math.Min(height, size.Height));
            return Math.Abs(source.Ink.Average() - small.Ink.Average()) < 1e-4;
        });

    [Fact]
    public void An_even_map_stays_even_at_any_size() =>
        Gen.Select(Size, Size).Sample((from, to) =>
            Resampling.Resize(new InkMap(from.Width, from.Height, [.. Enumerable.Repeat(0.7f, from.Width * from.Height)]), to.Width, to.Height)
                .Ink.All(ink => Math.Abs(ink - 0.7f) < 1e-5));

    [Fact]
    public void The_same_size_changes_nothing() =>
        Gen.Select(Size, Gen.Int[0, 1000]).Sample((size, seed) =>
        {
            var map = Noise(size.Width, size.Height, seed);
            return Resampling.Resize(map, size.Width, size.Height).Ink.Zip(map.Ink).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        });

    private static InkMap Noise(int width, int height, int seed)
    {
        var state = (uint)seed;
        return new(width, height, [.. Enumerable.Range(0, width * height).Select(_ => ((state = (state * 1_664_525u) + 1_013_904_223u) >> 8) / (float)(1 << 24))]);
    }
}
