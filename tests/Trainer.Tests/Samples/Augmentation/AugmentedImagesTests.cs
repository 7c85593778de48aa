using System.Security.Cryptography;
using CsCheck;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Samples;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Samples.Augmentation;

namespace Toolchain.Trainer.Tests.Samples.Augmentation;

public class AugmentedImagesTests
{
    private const int Count = 50;

    private static readonly PlainImages Plain = new(RandomSplit());
    private static readonly Gen<AugmentationSpec> AnySpec = Gen.Select(
        Gen.Double[0, 28], Gen.Double[0, 180], Gen.Double[0, 0.9], Gen.Double[0, 1], Gen.Select(Gen.Bool, Gen.Double[0, 28], (on, strength) => on ? strength : 0), Gen.Double[0.5, 28], (shift, rotate, scale, shear, elastic, smoothness) =>
            new AugmentationSpec(shift, rotate, scale, shear, elastic, smoothness));

    [Fact]
    public void An_image_is_a_pure_function_of_seed_epoch_and_sample_whatever_was_read_before() =>
        Gen.Select(AnySpec, Gen.ULong, Gen.Int[0, Count - 1], Gen.Int[0, 1000], Gen.Int[0, Count - 1]).Sample((spec, seed, sample, epoch, other) =>
        {
            var busy = new AugmentedImages(Plain, spec, seed);
            Image(busy, other, epoch);
            Image(busy, sample, epoch + 1);

            Assert.Equal(Image(new AugmentedImages(Plain, spec, seed), sample, epoch), Image(busy, sample, epoch));
        });

    [Fact]
    public void Threads_see_the_images_that_one_thread_sees()
    {
        var source = new AugmentedImages(Plain, new AugmentationSpec(2, 10, 0.1, 0.1, 1), 3);
        var alone = Enumerable.Range(0, 40 * Count).Select(i => Image(source, i % Count, i / Count)).ToArray();

        var together = new byte[alone.Length][];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Image(source, i % Count, i / Count));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Every_epoch_sample_and_seed_varies_anew()
    {
        var spec = new AugmentationSpec(Rotate: 10);
        var first = Image(new AugmentedImages(Plain, spec, 1), 0, 0);

        Assert.NotEqual(first, Image(new AugmentedImages(Plain, spec, 1), 0, 1));
        Assert.NotEqual(first, Image(new AugmentedImages(Plain, spec, 2), 0, 0));
        Assert.NotEqual(new VariationNoise(1, 0, 0).Next(), new VariationNoise(1, 0, 1).Next());
        Assert.NotEqual(new VariationNoise(1, 1, 0).Next(), new VariationNoise(1, 0, 1).Next());
    }

    [Fact]
    public void Strengths_of_nothing_leave_every_bit()
    {
        var source = new AugmentedImages(Plain, new AugmentationSpec(), 1);

        Assert.All(Enumerable.Range(0, Count), sample => Assert.Equal(Image(Plain, sample, 0), Image(source, sample, sample)));
    }

    // the digest was the same on an AMD EPYC 9005 with every switch: DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0, DOTNET_EnableHWIntrinsic=0
    [Fact]
    public void Every_vector_width_gives_the_same_bytes()
    {
        var source = new AugmentedImages(Plain, new AugmentationSpec(2, 10, 0.1, 0.1, 1), 1);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        for (var i = 0; i < 20 * Count; i++)
        {
            digest.AppendData(Image(source, i % Count, i / Count));
        }

        Assert.Equal("002727343130147ce9a215ff69d3fd9d", Convert.ToHexStringLower(digest.GetHashAndReset())[..32]);
    }

    [Fact]
    public void Labels_stay()
    {
        var source = new AugmentedImages(Plain, new AugmentationSpec(Shift: 3), 1);

        Assert.Equal(Plain.Labels.ToArray(), source.Labels.ToArray());
        Assert.Equal(Count, source.Count);
    }

    [Fact]
    public void A_warm_read_allocates_nothing()
    {
        var source = new AugmentedImages(Plain, new AugmentationSpec(2, 10, 0.1, 0.1, 1), 1);
        var scratch = new byte[DatasetFolder.Pixels];
        source.Read(0, 0, scratch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            source.Read(i % Count, i, scratch);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("shift:3")]
    [InlineData("rotate:30")]
    [InlineData("scale:0.2")]
    [InlineData("shear:0.4")]
    public void Each_strength_is_uniform_up_to_its_number_and_the_others_stay_out(string text)
    {
        var spec = AugmentationText.Parse(text)!;
        var entry = AugmentationText.Entries.Single(entry => entry.Read(spec) != entry.Read(new AugmentationSpec()));
        var most = entry.Read(spec);
        var drawn = Enumerable.Range(0, 4000).Select(sample =>
        {
            var noise = new VariationNoise(1, 0, sample);
            var map = AffineMap.Draw(ref noise, spec);
            var strength = entry.Name switch
            {
                "shift" => -map.X0,
                "rotate" => double.RadiansToDegrees(Math.Atan2(-map.Yx, map.Yy)),
                "scale" => (1 / map.Xx) - 1,
                _ => -map.Xy,
            };
            var (sin, cos) = Math.SinCos(double.DegreesToRadians(entry.Name == "rotate" ? strength : 0));

            // an inverse rotation times the other strengths' identity
            Assert.Equal(entry.Name == "scale" ? map.Xx : cos, map.Xx, 1e-5);
            Assert.Equal(entry.Name == "scale" ? map.Yy : cos, map.Yy, 1e-5);
            Assert.Equal(entry.Name == "shear" ? map.Xy : sin, map.Xy, 1e-5);
            Assert.Equal(-sin, map.Yx, 1e-5);
            return strength;
        }).Order().ToArray();

        // Kolmogorov and Smirnov: the largest gap to the uniform distribution stays below 1.95 / √n in 999 of 1000 cases
        Assert.All(drawn.Index(), at => Assert.Equal((at.Index + 0.5) / drawn.Length, (at.Item + most) / (2 * most), 1.95 / Math.Sqrt(drawn.Length)));
    }

    private static byte[] Image(IImageSource source, int sample, int epoch) => source.Read(sample, epoch, new byte[DatasetFolder.Pixels]).ToArray();

    private static Split RandomSplit()
    {
        var random = new Random(1);
        var images = new byte[Count * DatasetFolder.Pixels];
        random.NextBytes(images);
        return new Split(images, Enumerable.Range(0, Count).Select(i => (byte)(i % DatasetFolder.Classes)).ToArray());
    }
}
