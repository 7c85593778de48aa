using Toolchain.Contracts.Networks;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>A view of a recurrent layer's answer that the layer itself can give.</summary>
/// <param name="Call">The call of the recurrent module.</param>
/// <param name="Returns">What the layer gives.</param>
/// <param name="Half">Where only one of two directions was taken: its features.</param>
internal sealed record RecurrentPart(ModuleCall Call, RecurrentAnswer Returns, (long Start, long Length)? Half)
{
    /// <summary>The part that a view is, or null where it is another view, or one of another module.</summary>
    /// <param name="view">The view.</param>
    /// <param name="call">What gave the value that it is a view of.</param>
    /// <param name="values">All values.</param>
    public static RecurrentPart? Of(ViewTaken view, ModuleCall? call, IReadOnlyList<TracedValue> values)
    {
        if (call?.Module is not (Modules.RNN or Modules.GRU or Modules.LSTM) || view.View.IsTurned)
        {
            return null;
        }

        // with the batch in front both are [batch, steps or layers, features]
        var shape = values[view.Inputs[0]].Shape;
        var at = view.View.Steps switch
        {
            [NarrowStep { Axis: 1, Length: 1 } step, ReshapeStep { Sample: [var left] }] when left == shape[2] => step.Start,
            [ReshapeStep { Sample: [var left] }] when shape[1] == 1 && left == shape[2] => 0L,
            _ => -1L,
        };
        if (at < 0)
        {
            return null;
        }

        if (view.Inputs[0] == call.Outputs[0])
        {
            return at == shape[1] - 1 ? new RecurrentPart(call, RecurrentAnswer.Last, null) : null;
        }

        // of layers and directions, as of [batch, layers · directions, hidden], the last layer's; an LSTM's memory is no answer
        var directions = call.Module.state_dict().ContainsKey("weight_ih_l0_reverse") ? 2 : 1;
        var direction = at - (shape[1] - directions);
        return view.Inputs[0] != call.Outputs[1] || direction < 0 ? null
            : new RecurrentPart(call, RecurrentAnswer.State, directions == 1 ? null : (direction * shape[2], shape[2]));
    }
}
