using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Kernels;

/// <summary>The kernels for one width, from the one source.</summary>
internal sealed unsafe class DenseKernels<TLanes, TVector>(string name) : DenseKernels
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const int Panel = DenseBatch.PanelWidth;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int Lanes => TLanes.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ReadPixels(DenseBatch batch, Share features)
    {
        var (count, length) = (batch.Count, batch.RowLength(0));
        for (var column = features.Begin; column < features.End; column += Share.Grain)
        {
            var pixels = batch.Pixels + column;
            var seen = Vector128<byte>.Zero;
            for (var i = 0; i < count; i++)
            {
                seen |= Vector128.Load(pixels + ((nint)i * length));
            }

            seen.Store(batch.Marks + column);
            if (seen == Vector128<byte>.Zero)
            {
                continue;
            }

            var rows = batch.Rows(0) + column;
            for (var i = 0; i < count; i++)
            {
                for (var lane = 0; lane < Share.Grain; lane += TLanes.Count)
                {
                    var place = ((nint)i * length) + lane;
                    TLanes.Store(Scaled(TLanes.LoadBytes(pixels + place)), rows + place);
                }
            }

            for (var four = column; four < column + Share.Grain; four += 4)
            {
                if (*(uint*)(batch.Marks + four) == 0)
                {
                    continue;
                }

                for (var i = 0; i < count; i += 4)
                {
                    var panel = batch.Panels(0) + ((((nint)(i / Panel) * length) + four) * Panel) + (i % Panel);
                    Transposition.FourByFour(batch.Rows(0) + ((nint)i * length) + four, length, panel, Panel);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Hidden(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share units, Share samples, float* room)
    {
        PanelProduct<TLanes, TVector>.Run(
            new Factors(layer.Weight, layer.Inputs, terms, batch.Panels(level - 1), batch.RowLength(level - 1)),
            new Sums(batch.Panels(level), batch.RowLength(level), units, samples),
            new BiasAndRelu<TLanes, TVector>(layer.Bias),
            room);
        if (batch.Rows(level) != null)
        {
            TurnIntoRows(batch, level, units);
        }
    }

    /// <inheritdoc/>
    public override void Logits(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share samples, float* room) =>
        PanelProduct<TLanes, TVector>.Run(
            new Factors(layer.Weight, layer.Inputs, terms, batch.Panels(level - 1), batch.RowLength(level - 1)),
            new Sums(batch.Panels(level), batch.RowLength(level), new Share(0, layer.Outputs), samples),
            new BiasOnly<TLanes, TVector>(layer.Bias),
            room);

    /// <inheritdoc/>
    public override void Backward(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share units, float* room)
    {
        var target = batch.Deltas(level - 1);
        PanelProduct<TLanes, TVector>.Run(
            new Factors(layer.Weight, 1, terms, batch.Deltas(level), batch.RowLength(level)),
            new Sums(target, batch.RowLength(level - 1), units, new Share(0, batch.Count)),
            new ReluGradient<TLanes, TVector>((nint)(batch.Panels(level - 1) - target)),
            room);
    }

    /// <inheritdoc/>
    public override void UpdateWeights(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share outputs, Share inputs, Descent descent, float* room)
    {
        var part = new WeightPart(batch, level, layer, terms, outputs, inputs);
        if (descent.HasVelocity)
        {
            var toVelocity = (nint)(layer.WeightVelocity - layer.Weight);
            WeightUpdate<TLanes, TVector>.Run(part, descent, new MomentumUpdate<TLanes, TVector>(descent, toVelocity), new MomentumUpdate<TLanes, TVector>(descent, Edge.Floats), room);
        }
        else
        {
            var update = new PlainUpdate<TLanes, TVector>(descent);
            WeightUpdate<TLanes, TVector>.Run(part, descent, update, update, room);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void UpdateBiases(DenseBatch batch, int level, DenseLayer layer, Share outputs, Descent descent, float* room)
    {
        var edge = room + Edge.Floats;
        for (var unit = outputs.Begin; unit < outputs.End; unit += TLanes.Count)
        {
            var units = Math.Min(TLanes.Count, outputs.End - unit);
            for (var i = 0; i < units; i++)
            {
                room[i] = SumOverSamples(batch, level, unit + i);
            }

            var bias = layer.Bias + unit;
            Edge.Copy(bias, edge, units);
            if (descent.HasVelocity)
            {
                var velocity = layer.BiasVelocity + unit;
                Edge.Copy(velocity, edge + Edge.Floats, units);
                new MomentumUpdate<TLanes, TVector>(descent, Edge.Floats).Take(TLanes.Load(room), edge, 0);
                Edge.Copy(edge + Edge.Floats, velocity, units);
            }
            else
            {
                new PlainUpdate<TLanes, TVector>(descent).Take(TLanes.Load(room), edge, 0);
            }

            Edge.Copy(edge, bias, units);
        }
    }

    // pixel / 255, rounded as the division rounds: one correction makes the quotient from the reciprocal exact (Markstein, 1990)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scaled(TVector pixels)
    {
        if (!RoundsOnce)
        {
            return TLanes.Divide(pixels, TLanes.Fill(PixelScaling.White));
        }

        var reciprocal = TLanes.Fill(1 / PixelScaling.White);
        var quotient = TLanes.Multiply(pixels, reciprocal);
        var rest = TLanes.MultiplyAdd(quotient, TLanes.Fill(-PixelScaling.White), pixels);
        return TLanes.MultiplyAdd(rest, reciprocal, quotient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnIntoRows(DenseBatch batch, int level, Share units)
    {
        var length = batch.RowLength(level);
        for (var unit = units.Begin; unit < units.End; unit += 4)
        {
            for (var i = 0; i < batch.Count; i += 4)
            {
                var panel = batch.Panels(level) + ((((nint)(i / Panel) * length) + unit) * Panel) + (i % Panel);
                Transposition.FourByFour(panel, Panel, batch.Rows(level) + ((nint)i * length) + unit, length);
            }
        }
    }

    // four lanes on every width, so that the order of the sum is the same on all
    private static float SumOverSamples(DenseBatch batch, int level, int unit)
    {
        var sum = Vector128<float>.Zero;
        for (var begin = 0; begin < batch.Count; begin += Panel)
        {
            var delta = batch.Deltas(level) + ((((nint)(begin / Panel) * batch.RowLength(level)) + unit) * Panel);
            for (var i = 0; i < Math.Min(Panel, batch.Count - begin); i += Vector128<float>.Count)
            {
                sum += Vector128.Load(delta + i);
            }
        }

        return (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}
