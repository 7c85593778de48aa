using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>Runs a model on a few drawn pictures, to see what its outputs really are: what a graph declares of them is often incomplete.</summary>
internal sealed class SampleRun(LoadedModel model)
{
    private const int Samples = 3;
    private const byte Ink = 255;

    /// <summary>Runs once, or once more for every doubt in the shape.</summary>
    /// <param name="inputs">Where pictures may go in, the likeliest first; at least one.</param>
    /// <returns>The input as it turned out, with a batch of 1 where it takes no more, and the outputs that may hold scores.</returns>
    /// <exception cref="ToolException">ONNX Runtime fails or takes too long (exit 3).</exception>
    public (ImageInput Input, IReadOnlyList<ScoreCandidate> Candidates) Of(IReadOnlyList<ImageInput> inputs)
    {
        ToolException? refusal = null;
        (ImageInput, IReadOnlyList<ScoreCandidate>)? silent = null;
        foreach (var input in inputs.SelectMany(input => input.Batch > 0 ? [input] : new[] { input, input with { Batch = 1 } }))
        {
            try
            {
                var candidates = Run(input, input.Batch == 0 ? Samples : input.Batch);
                if (candidates.Count > 0)
                {
                    return (input, candidates);
                }

                silent ??= (input, candidates);
            }
            catch (ToolException fault) when (!model.Limit.IsOver)
            {
                // the batch or the arrangement is free in name only: another one may do
                refusal ??= fault;
            }
        }

        return silent ?? throw refusal!;
    }

    private List<ScoreCandidate> Run(ImageInput input, int count)
    {
        var pixels = new byte[count * ImageInput.Pixels];
        for (var i = 0; i < count; i++)
        {
            Draw(pixels.AsSpan(i * ImageInput.Pixels, ImageInput.Pixels), i % Samples);
        }

        var buffer = InputBuffer.Of(input, pixels);
        buffer.Convert(count);
        string[] outputs = [.. model.Session.OutputNames];
        using var run = new ModelRun(model, input.Name, outputs);
        var view = buffer.View(0, count);
        try
        {
            using var answers = run.Of(view);
            var candidates = new List<ScoreCandidate>();
            for (var i = 0; i < answers.Count; i++)
            {
                if (ScoreRows.ClassesIn(answers[i], count) is > 0 and var classes)
                {
                    var values = new float[count * classes];
                    ScoreRows.Copy(answers[i], count, values);
                    candidates.Add(new ScoreCandidate(outputs[i], classes, values, ScoreRows.IsWhole(answers[i]), ScoreRows.Keys(answers[i])));
                }
            }

            return candidates;
        }
        finally
        {
            model.Limit.Release(view);
        }
    }

    // nothing, a stroke like a 1, and a ring like a 0
    private static void Draw(Span<byte> picture, int kind)
    {
        for (var at = 0; at < picture.Length; at++)
        {
            var (row, column) = Math.DivRem(at, 28);
            var far = Math.Sqrt(((row - 14) * (row - 14)) + ((column - 14) * (column - 14)));
            var inked = kind switch { 1 => row is > 4 and < 24 && column is 13 or 14, 2 => far is > 6 and < 9, _ => false };
            picture[at] = inked ? Ink : (byte)0;
        }
    }
}
