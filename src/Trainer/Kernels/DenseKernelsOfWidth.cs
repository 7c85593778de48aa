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
        var turned = stackalloc byte[Panel * Share.Grain];
        for (var column = features.Begin; column < features.End; column += Share.Grain)
        {
            var touches = batch.Touches + ((nint)(column / Share.Grain) * batch.Capacity);
            var rows = batch.Rows(0) + column;
            var seen = Vector128<byte>.Zero;
            for (var i = 0; i < count; i++)
            {
                var block = Vector128.Load(batch.Images[i] + column);
                touches[i] = block == Vector128<byte>.Zero ? (byte)0 : (byte)1;
                seen |= block;
            }

            seen.Store(batch.Marks + column);
            if (seen == Vector128<byte>.Zero)
            {
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                for (var lane = 0; lane < Share.Grain; lane += TLanes.Count)
                {
                    TLanes.Store(Scaled(TLanes.LoadBytes(batch.Images[i] + column + lane)), rows + ((nint)i * length) + lane);
                }
            }

            for (var first = 0; first < count; first += Panel)
            {
                for (var i = 0; i < Math.Min(Panel, count - first); i += Share.Grain)
                {
                    Transposition.SixteenBySixteen(batch.Images + first + i, column, turned + i, Panel);
                }

                var panel = batch.Panels(0) + ((((nint)(first / Panel) * length) + column) * Panel);
                for (var i = 0; i < Panel * Share.Grain; i += TLanes.Count)
                {
                    TLanes.Store(Scaled(TLanes.LoadBytes(turned + i)), panel + i);
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
        else if (descent.WeightDecay != 0)
        {
            var update = new DecayingUpdate<TLanes, TVector>(descent.Rate, descent.WeightDecay);
            WeightUpdate<TLanes, TVector>.Run(part, descent, update, update, room);
        }
        else
        {
            var update = new PlainUpdate<TLanes, TVector>(descent.Rate);
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
            for (var i = 0; i < units; i += 4)
            {
                SumsOverSamples(batch, level, unit + i, room + i);
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
                new DecayingUpdate<TLanes, TVector>(descent.Rate, descent.WeightDecay).Take(TLanes.Load(room), edge, 0);
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

    // of four units; four lanes of samples on every width, so that the order of the sums is the same on all
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumsOverSamples(DenseBatch batch, int level, int unit, float* target)
    {
        var (a, b, c, d) = (Vector128<float>.Zero, Vector128<float>.Zero, Vector128<float>.Zero, Vector128<float>.Zero);
        var (count, length) = (batch.Count, batch.RowLength(level));
        var deltas = batch.Deltas(level) + ((nint)unit * Panel);
        for (var begin = 0; begin < count; begin += Panel, deltas += (nint)length * Panel)
        {
            for (var i = 0; i < Math.Min(Panel, count - begin); i += Vector128<float>.Count)
            {
                a += Vector128.Load(deltas + i);
                b += Vector128.Load(deltas + Panel + i);
                c += Vector128.Load(deltas + (2 * Panel) + i);
                d += Vector128.Load(deltas + (3 * Panel) + i);
            }
        }

        var lanes = stackalloc float[16];
        a.Store(lanes);
        b.Store(lanes + 4);
        c.Store(lanes + 8);
        d.Store(lanes + 12);
        Transposition.FourByFour(lanes, 4, lanes, 4);
        ((Vector128.Load(lanes) + Vector128.Load(lanes + 4)) + (Vector128.Load(lanes + 8) + Vector128.Load(lanes + 12))).Store(target);
    }
}
