using CsCheck;
using Toolchain.Contracts.Programs;
using static TorchSharp.torch;

namespace Toolchain.TorchModules.Tests;

/// <summary>Views one after the other: what is saved of them answers as they do, or it is refused; nothing is misread.</summary>
public sealed class ViewPropertyTests : IDisposable
{
    private readonly Exported exported = new();

    static ViewPropertyTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    private static readonly Gen<(int What, int Where)[]> Steps = Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1000]).Array[1, 5];

    [Fact]
    public void A_chain_of_views_is_exported_as_it_answers_or_refused()
    {
        var (saved, refused) = (0, 0);
        Steps.Sample(
            steps =>
            {
                using var module = new Free((net, x) =>
                {
                    var value = net.Bend.call(x.view(-1, 2, 3, 2));
                    foreach (var (what, where) in steps)
                    {
                        value = Taken(net, value, what, where);
                    }

                    return net.Bend.call(value);
                });
                try
                {
                    exported.Save(module, randn(3, 12));
                    saved++;
                }
                catch (ToolException)
                {
                    refused++;
                }
            },
            iter: 120,
            threads: 1);

        Assert.True(saved > refused, $"{saved} were saved, {refused} refused");
    }

    // a view by another axis than the batch
    private static Tensor Taken(Free net, Tensor value, int what, int where)
    {
        var axes = (int)value.dim() - 1;
        var axis = axes == 0 ? 0 : 1 + (where % axes);
        var size = value.shape[axis];
        return (axes, what) switch
        {
            (0, _) => value.unsqueeze(1),
            (_, 0) => net.Bend.call(value),
            ( > 1, 1) when axis < axes => value.flatten(axis, axis + 1),
            (_, 2) when size % 2 == 0 => value.unflatten(axis, [2, size / 2]),
            ( > 1, 3) => value.transpose(axis, 1),
            ( > 1, 4) => value.permute([0, .. Enumerable.Range(0, axes).Select(place => (long)(1 + ((place + axis) % axes)))]),
            (_, 5) when size > 1 => value.narrow(axis, where % (size - 1), 1 + (where % (size - (where % (size - 1))))),
            (_, 6) => value.unsqueeze(axis),
            ( > 1, 7) => value.select(axis, where % size),
            ( > 1, 8) => net.Bend.call(value.transpose(0, 1)).transpose(0, 1),
            _ => value.squeeze(axis),
        };
    }
}
