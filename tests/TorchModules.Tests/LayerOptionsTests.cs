using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.TorchModules.Tests;

/// <summary>The options of TorchSharp's modules reach their layers: what is exported answers as the module does.</summary>
public sealed class LayerOptionsTests : IDisposable
{
    private readonly Exported exported = new();

    static LayerOptionsTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    private static readonly (string Name, Func<Module<Tensor, Tensor>> Module, long[] Example)[] Cases =
    [
        ("Conv1d", () => Conv1d(4, 6, 3, stride: 2, padding: 2, dilation: 2, padding_mode: PaddingModes.Reflect, groups: 2, bias: false), [2, 4, 11]),
        ("Conv2d", () => Conv2d(4, 6, (3, 2), (2, 1), (1, 2), (1, 2), PaddingModes.Circular, 2), [2, 4, 7, 8]),
        ("Conv2d same", () => Conv2d(3, 4, (4, 3), Padding.Same), [2, 3, 7, 8]),
        ("Conv2d valid", () => Conv2d(3, 4, 3, Padding.Valid, stride: 2), [2, 3, 7, 8]),
        ("Conv3d", () => Conv3d(2, 3, (2, 3, 1), (1, 2, 1), (1, 0, 1), padding_mode: PaddingModes.Replicate), [2, 2, 4, 7, 5]),
        ("ConvTranspose1d", () => ConvTranspose1d(4, 6, 3, stride: 3, padding: 1, output_padding: 2, dilation: 2, groups: 2), [2, 4, 5]),
        ("ConvTranspose2d", () => ConvTranspose2d(4, 2, (3, 2), (2, 3), (1, 0), (1, 2), bias: false), [2, 4, 4, 5]),
        ("ConvTranspose2d more", () => ConvTranspose2d(2, 2, (3, 3), (3, 4), output_padding: (2, 1)), [2, 2, 4, 5]),
        ("ConvTranspose3d", () => ConvTranspose3d(2, 3, 2, stride: 2), [2, 2, 3, 2, 3]),
        ("BatchNorm1d", () => Trained(BatchNorm1d(4, 1e-3)), [3, 4]),
        ("BatchNorm2d bare", () => Trained(BatchNorm2d(4, affine: false)), [3, 4, 5, 5]),
        ("BatchNorm3d", () => Trained(BatchNorm3d(2)), [3, 2, 3, 4, 2]),
        ("InstanceNorm1d", () => InstanceNorm1d(3, 1e-2), [2, 3, 7]),
        ("InstanceNorm2d", () => Trained(InstanceNorm2d(3, affine: true, track_running_stats: true)), [2, 3, 4, 5]),
        ("InstanceNorm3d", () => InstanceNorm3d(2, affine: true), [2, 2, 3, 2, 4]),
        ("LayerNorm", () => LayerNorm([4, 5], 1e-3), [2, 3, 4, 5]),
        ("LayerNorm bare", () => LayerNorm(5, elementwise_affine: false), [2, 3, 5]),
        ("GroupNorm", () => GroupNorm(2, 6, 1e-3), [2, 6, 3]),
        ("GroupNorm bare", () => GroupNorm(3, 6, affine: false), [2, 6, 3, 3]),
        ("LocalResponseNorm", () => LocalResponseNorm(4, 0.1, 0.5, 2), [2, 6, 3, 3]),
        ("MaxPool1d", () => MaxPool1d(3, 2, 1, 2, ceil_mode: true), [2, 2, 12]),
        ("MaxPool2d", () => MaxPool2d((3, 2), (1, 2), (1, 0), (2, 1), ceil_mode: true), [2, 2, 9, 9]),
        ("MaxPool3d", () => MaxPool3d(2, stride: 1), [2, 2, 3, 4, 5]),
        ("AvgPool1d", () => AvgPool1d(3, 2, 1, ceil_mode: true, count_include_pad: false), [2, 2, 8]),
        ("AvgPool2d", () => AvgPool2d((3, 2), (2, 1), (1, 0), divisor_override: 5), [2, 2, 8, 7]),
        ("AvgPool3d", () => AvgPool3d(2, ceil_mode: true), [2, 2, 5, 4, 3]),
        ("LPPool1d", () => Sequential(ReLU(), LPPool1d(3, 2, 1)), [2, 2, 7]),
        ("LPPool2d", () => LPPool2d(2, [2, 3], [1, 2]), [2, 2, 7, 8]),
        ("AdaptiveAvgPool1d", () => AdaptiveAvgPool1d(3), [2, 2, 7]),
        ("AdaptiveAvgPool2d", () => AdaptiveAvgPool2d([2, 3]), [2, 2, 7, 6]),
        ("AdaptiveAvgPool3d", () => AdaptiveAvgPool3d((1, 2, 3)), [2, 2, 4, 4, 3]),
        ("AdaptiveMaxPool1d", () => AdaptiveMaxPool1d(3), [2, 2, 6]),
        ("AdaptiveMaxPool2d", () => AdaptiveMaxPool2d([2, 2]), [2, 2, 7, 6]),
        ("Flatten", () => Flatten(2, 3), [2, 3, 4, 5, 2]),
        ("Unflatten", () => Unflatten(1, [3, -1]), [2, 12, 4]),
        ("ConstantPad1d", () => ConstantPad1d((1, 2), 0.5), [2, 2, 4]),
        ("ConstantPad2d", () => ConstantPad2d((1, 2, 0, 3), -1), [2, 2, 4, 4]),
        ("ConstantPad3d", () => ConstantPad3d(1, 2), [2, 2, 3, 3, 3]),
        ("ZeroPad2d", () => ZeroPad2d((1, 2, 3, 0)), [2, 2, 4, 4]),
        ("ReflectionPad1d", () => ReflectionPad1d(2), [2, 2, 4]),
        ("ReflectionPad2d", () => ReflectionPad2d((1, 2, 3, 0)), [2, 2, 4, 4]),
        ("ReflectionPad3d", () => ReflectionPad3d((1, 0, 2, 1, 0, 1)), [2, 2, 3, 3, 3]),
        ("ReplicationPad1d", () => ReplicationPad1d((1, 5)), [2, 2, 4]),
        ("ReplicationPad2d", () => ReplicationPad2d(3), [2, 2, 4, 4]),
        ("ReplicationPad3d", () => ReplicationPad3d((1, 0, 2, 1, 0, 1)), [2, 2, 3, 3, 3]),
        ("Upsample", () => Upsample(scale_factor: [2, 1.5]), [2, 2, 4, 5]),
        ("Upsample to a size", () => Upsample([7, 3], mode: UpsampleMode.Bilinear, align_corners: true), [2, 2, 4, 5]),
        ("Upsample again", () => Upsample(scale_factor: [1.7], mode: UpsampleMode.Linear, align_corners: false, recompute_scale_factor: true), [2, 2, 5]),
        ("PixelShuffle", () => PixelShuffle(2), [2, 8, 3, 2]),
        ("PixelUnshuffle", () => PixelUnshuffle(2), [2, 2, 4, 6]),
        ("ChannelShuffle", () => ChannelShuffle(2), [2, 6, 2, 2]),
        ("Unfold", () => Unfold((2, 3), (1, 2), (1, 0), (2, 1)), [2, 2, 6, 7]),
        ("Fold", () => Fold((4, 5), (2, 2), stride: (2, 1)), [2, 8, 8]),
        ("Dropout", () => Sequential(Dropout1d(), Dropout(), AlphaDropout(), FeatureAlphaDropout(), Identity(), Linear(5, 2)), [2, 3, 5]),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_modules_options_reach_its_layer(string name)
    {
        random.manual_seed(1);
        var (_, make, example) = Cases.Single(entry => entry.Name == name);
        using var module = Sequential(("last", make()));

        exported.Save(module, randn(example));
    }

    [Fact]
    public void Modules_of_two_inputs_are_joints()
    {
        random.manual_seed(1);
        foreach (var join in new Module<Tensor, Tensor, Tensor>[] { new Add(), new Subtract(), new Multiply(), Bilinear(4, 4, 2), Bilinear(4, 4, 2, hasBias: false), CosineSimilarity(eps: 1e-3), PairwiseDistance(3, 1e-2, keepdim: true) })
        {
            using var module = new Joined(join);

            exported.Save(module, randn(3, 4));
        }
    }

    [Fact]
    public void Concatenation_takes_any_number()
    {
        using var module = new Dense();

        exported.Save(module, randn(2, 3, 5));

        Assert.Equal([2, 3, 2], exported.Network.Layers.OfType<Contracts.Networks.Concatenate>().Select(layer => layer.Inputs.Count));
    }

    // running statistics other than those of a fresh module
    private static Module<Tensor, Tensor> Trained(TorchSharp.Modules.NormBase norm)
    {
        norm.running_mean!.normal_();
        norm.running_var!.uniform_(0.5, 2);
        return norm;
    }
}
