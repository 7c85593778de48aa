using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>What recurrent layers mean to TorchSharp, step by step, so that dropout between layers is ours and resumes exactly.</summary>
internal static class TorchRecurrence
{
    /// <summary>Binds a recurrent layer to its parameters.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="own">Finds a parameter of the layer by its own name.</param>
    public static LayerFunction Bind(Recurrence layer, Func<string, Tensor> own)
    {
        var cells = Enumerable.Range(0, layer.NumLayers).Select(place => Enumerable.Range(0, layer.Directions).Select(direction => new RecurrentCell(layer, Recurrence.Suffix(place, direction), own)).ToArray()).ToArray();
        return (inputs, training) => Run(layer, cells, layer.BatchFirst ? inputs[0].transpose(0, 1) : inputs[0], training);
    }

    // values are (time, batch, features) in here
    private static Tensor Run(Recurrence layer, RecurrentCell[][] cells, Tensor sequence, TrainingPass? training)
    {
        Tensor[] states = [];
        for (var place = 0; place < cells.Length; place++)
        {
            if (place > 0 && training is { } pass && layer.Dropout > 0)
            {
                sequence = DropoutMask.Apply(new Dropout(layer.Dropout) { Name = layer.Name }, sequence, pass.AtPart(place));
            }

            var input = sequence;
            var answers = cells[place].Select((cell, direction) => cell.Run(input, reverse: direction == 1)).ToArray();
            sequence = Joined([.. answers.Select(answer => answer.Outputs)]);
            states = [.. answers.Select(answer => answer.State)];
        }

        return layer.Returns switch
        {
            RecurrentAnswer.State => Joined(states),
            RecurrentAnswer.Last => sequence.select(0, sequence.shape[0] - 1),
            _ => layer.BatchFirst ? sequence.transpose(0, 1) : sequence,
        };
    }

    private static Tensor Joined(Tensor[] directions) => directions.Length == 1 ? directions[0] : cat(directions, -1);
}
