using System.Buffers;
using System.Runtime.CompilerServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>Training images, varied anew in every epoch: a pure function of seed, epoch and sample, without state and without allocation.</summary>
/// <param name="images">The images as they are.</param>
/// <param name="spec">How they are varied.</param>
/// <param name="seed">The training's.</param>
internal sealed class AugmentedImages(IImageSource images, AugmentationSpec spec, ulong seed) : IImageSource
{
    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Labels => images.Labels;

    /// <inheritdoc/>
    public MemoryHandle? Pin() => null;

    /// <summary>What a plan trains on: the images of <paramref name="split"/>, varied if the plan says so.</summary>
    public static IImageSource Of(Split split, TrainingPlan plan) =>
        plan.Augmentation is { } spec ? new AugmentedImages(new PlainImages(split), spec, plan.Seed) : new PlainImages(split);

    /// <inheritdoc/>
    public void BringNear(int sample) => images.BringNear(sample);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public ReadOnlySpan<byte> Read(int sample, int epoch, Span<byte> scratch)
    {
        scratch = scratch[..DatasetFolder.Pixels];
        var image = images.Read(sample, epoch, scratch);
        var noise = new VariationNoise(seed, epoch, sample);
        var map = AffineMap.Draw(ref noise, spec);
        if (spec.Elastic == 0)
        {
            Resampling.Apply(image, map, [], [], scratch);
            return scratch;
        }

        Span<float> x = stackalloc float[ElasticField.Room], y = stackalloc float[ElasticField.Room];
        ElasticField.Draw(ref noise, spec.Elastic, spec.Smoothness, x, y);
        Resampling.Apply(image, map, x, y, scratch);
        return scratch;
    }
}
