using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    private readonly double* exponentials; // (classes) of a vector of samples each

    /// <summary>For a number of classes.</summary>
    /// <param name="classes">The logits of a sample.</param>
    /// <param name="smoothing">Share of the target that is spread evenly over all classes. Source: <c>torch.nn.CrossEntropyLoss</c>.</param>
    public SoftmaxHead(int classes, double smoothing)
    {
        (this.classes, this.smoothing) = (classes, smoothing);
        exponentials = (double*)NativeMemory.AlignedAlloc((nuint)(classes * Vector<double>.Count * sizeof(double)), 64);
    }

    /// <summary>Scores some samples, and writes the gradient of the batch's mean loss.</summary>
    /// <param name="batch">With the logits of the samples at its last level.</param>
    /// <param name="samples">Begins at a multiple of <see cref="Share.Grain"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(DenseBatch batch, Share samples)
    {
        var level = batch.Layers;
        var features = batch.RowLength(level);
        fixed (double* losses = batch.Losses)
        fixed (int* truth = batch.Classes)
        {
            for (var begin = samples.Begin; begin < samples.End; begin += Vector<double>.Count)
            {
                var place = ((nint)(begin / Panel) * features * Panel) + (begin % Panel);
                var count = Math.Min(Vector<double>.Count, batch.Count - begin);
                Samples(batch.Panels(level) + place, batch.Deltas(level) + place, truth + begin, losses + begin, count, batch.Count);
                for (var i = 0; i < count; i++)
                {
                    batch.Right[begin + i] = IsRight(batch.Panels(level) + place + i, truth[begin + i]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(exponentials);

    // one vector of samples; those past the count have no gradient
    private void Samples(float* logits, float* deltas, int* truth, double* losses, int count, int batchSize)
    {
        var width = Vector<double>.Count;
        var most = new Vector<double>(double.NegativeInfinity);
        for (var c = 0; c < classes; c++)
        {
            most = Vector.Max(most, Widened(logits + (c * Panel)));
        }

        var sum = Vector<double>.Zero;
        var logitSum = Vector<double>.Zero;
        for (var c = 0; c < classes; c++)
        {
            var logit = Widened(logits + (c * Panel));
            var power = Vector.Exp(logit - most);
            power.Store(exponentials + (c * width));
            sum += power;
            logitSum += logit;
        }

        var logOfSum = Vector.Log(sum);
        for (var i = 0; i < count; i++)
        {
            losses[i] = logOfSum[i] + most[i] - ((1 - smoothing) * logits[(truth[i] * Panel) + i]) - (smoothing == 0 ? 0 : smoothing / classes * logitSum[i]);
        }

        var scale = new Vector<double>(1.0 / batchSize);
        var toProbability = Vector<double>.One / sum;
        for (var c = 0; c < classes; c++)
        {
            var delta = ((Vector.Load(exponentials + (c * width)) * toProbability) - new Vector<double>(smoothing / classes)) * scale;
            for (var i = 0; i < width; i++)
            {
                deltas[(c * Panel) + i] = i < count ? (float)(delta[i] - (truth[i] == c ? (1 - smoothing) / batchSize : 0)) : 0;
            }
        }
    }

    private static Vector<double> Widened(float* values)
    {
        Span<double> wide = stackalloc double[Vector<double>.Count];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return new Vector<double>(wide);
    }

    // the first of equal logits answers, as in Scores
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
