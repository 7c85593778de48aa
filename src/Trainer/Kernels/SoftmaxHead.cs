using System.Numerics;
using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Softmax cross-entropy of the logits in panels: loss, correct answers, and the gradient by the logits.</summary>
/// <remarks>
/// In double precision, the classes of a sample in their order: the loss is that of <see cref="Training.Scores"/> but for the last bits of the
/// exponential function. Vectors run along samples, so a sample's numbers do not depend on its neighbours, the width or the threads.
/// </remarks>
internal sealed unsafe class SoftmaxHead : IDisposable
{
    private const int Panel = DenseBatch.PanelWidth;
    private readonly int classes;
    private readonly double smoothing;
    private readonly AlignedMemory memory;
    private readonly double* exponentials; // (classes, 2) vectors of samples

    /// <summary>For a number of classes.</summary>
    /// <param name="classes">The logits of a sample.</param>
    /// <param name="smoothing">Share of the target that is spread evenly over all classes. Source: <c>torch.nn.CrossEntropyLoss</c>.</param>
    public SoftmaxHead(int classes, double smoothing)
    {
        (this.classes, this.smoothing) = (classes, smoothing);
        memory = new AlignedMemory((long)classes * 2 * Vector<double>.Count * sizeof(double) / sizeof(float));
        exponentials = (double*)memory.Start;
    }

    /// <summary>Scores some samples, and writes the gradient of the batch's mean loss.</summary>
    /// <param name="batch">With the logits of the samples at its last level.</param>
    /// <param name="samples">Begins at a multiple of <see cref="Share.Grain"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(DenseBatch batch, Share samples)
    {
        var level = batch.Layers;
        var features = batch.RowLength(level);
        fixed (int* truth = batch.Classes)
        {
            for (var begin = samples.Begin; begin < samples.End; begin += Vector<float>.Count)
            {
                var place = ((nint)(begin / Panel) * features * Panel) + (begin % Panel);
                var logits = batch.Panels(level) + place;
                var count = Math.Min(Vector<float>.Count, batch.Count - begin);
                Score(logits, batch.Deltas(level) + place, truth + begin, batch.Losses + begin, count, batch.Count);
                for (var i = 0; i < count; i++)
                {
                    batch.Right[begin + i] = IsRight(logits + i, truth[begin + i]) ? 1 : 0;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    // one vector of samples; those past the count get no gradient
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Score(float* logits, float* deltas, int* truth, double* losses, int count, int batchSize)
    {
        var half = Vector<double>.Count;
        var mostAsFloat = new Vector<float>(float.NegativeInfinity);
        for (var c = 0; c < classes; c++)
        {
            mostAsFloat = Vector.Max(mostAsFloat, Vector.Load(logits + (c * Panel)));
        }

        var (mostLow, mostHigh) = Widened(mostAsFloat);
        var (sumLow, sumHigh) = (Vector<double>.Zero, Vector<double>.Zero);
        var (allLow, allHigh) = (Vector<double>.Zero, Vector<double>.Zero);
        for (var c = 0; c < classes; c++)
        {
            var (low, high) = Widened(Vector.Load(logits + (c * Panel)));
            allLow += low;
            allHigh += high;
            low = Vector.Exp(low - mostLow);
            high = Vector.Exp(high - mostHigh);
            low.Store(exponentials + (2 * c * half));
            high.Store(exponentials + (((2 * c) + 1) * half));
            sumLow += low;
            sumHigh += high;
        }

        var (lossLow, lossHigh) = (Vector.Log(sumLow) + mostLow, Vector.Log(sumHigh) + mostHigh);
        if (smoothing != 0)
        {
            lossLow -= allLow * (smoothing / classes);
            lossHigh -= allHigh * (smoothing / classes);
        }

        for (var i = 0; i < count; i++)
        {
            losses[i] = (i < half ? lossLow[i] : lossHigh[i - half]) - ((1 - smoothing) * logits[(truth[i] * Panel) + i]);
        }

        // probability − target, over the batch
        var (scaleLow, scaleHigh) = (new Vector<double>(1.0 / batchSize) / sumLow, new Vector<double>(1.0 / batchSize) / sumHigh);
        var spread = new Vector<double>(smoothing / classes / batchSize);
        var peak = new Vector<float>((float)(1 - smoothing));
        var toMean = new Vector<double>(1.0 / batchSize);
        var trueClass = Vector.Load(truth);
        var isSample = Vector.LessThan(Vector<int>.Indices, new Vector<int>(count));
        for (var c = 0; c < classes; c++)
        {
            var (targetLow, targetHigh) = Widened(Vector.ConditionalSelect(Vector.Equals(trueClass, new Vector<int>(c)), peak, Vector<float>.Zero));
            var low = (Vector.Load(exponentials + (2 * c * half)) * scaleLow) - spread - (targetLow * toMean);
            var high = (Vector.Load(exponentials + (((2 * c) + 1) * half)) * scaleHigh) - spread - (targetHigh * toMean);
            Vector.ConditionalSelect(isSample, Vector.Narrow(low, high), Vector<float>.Zero).Store(deltas + (c * Panel));
        }
    }

    private static (Vector<double> Low, Vector<double> High) Widened(Vector<float> values)
    {
        Vector.Widen(values, out var low, out var high);
        return (low, high);
    }

    // the first of equal logits answers, as in Scores
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsRight(float* logits, int truth)
    {
        var answer = 0;
        for (var c = 1; c < classes; c++)
        {
            answer = logits[c * Panel] > logits[answer * Panel] ? c : answer;
        }

        return answer == truth;
    }
}
