using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary>Runs a model on a whole split.</summary>
internal static class Evaluator
{
    /// <summary>Counts the model's answers.</summary>
    public static Confusion Run(DigitModel model, Split split)
    {
        var confusion = new Confusion();
        using var batch = model.CreateBatch();
        for (var start = 0; start < split.Count; start += DigitBatch.Capacity)
        {
            var count = Math.Min(DigitBatch.Capacity, split.Count - start);
            split.Images.Span.Slice(start * DatasetFolder.Pixels, count * DatasetFolder.Pixels).CopyTo(batch.PixelsFrom(0, count));
            batch.Run(count);
            for (var i = 0; i < count; i++)
            {
                confusion.Add(split.Labels.Span[start + i], batch.LabelOf(i));
            }
        }

        return confusion;
    }
}
