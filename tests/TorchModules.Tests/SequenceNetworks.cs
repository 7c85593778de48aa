using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules.Tests;

/// <summary>A recurrent layer of [n, time, 3], and a dense one of what is taken of its answer.</summary>
internal sealed class Recurring : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module rnn;
    private readonly Modules.Linear last;
    private readonly Add add = new();
    private readonly string takes;

    public Recurring(string kind, string takes)
        : base(nameof(Recurring))
    {
        var (batchFirst, both, layers, bias) = (!kind.Contains("time", StringComparison.Ordinal), kind.Contains("both", StringComparison.Ordinal), kind.Contains('2', StringComparison.Ordinal) ? 2 : 1, !kind.Contains("bare", StringComparison.Ordinal));
        rnn = kind.Split(' ')[0] switch
        {
            "rnn" => nn.RNN(3, 4, layers, kind.Contains("relu", StringComparison.Ordinal) ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh, bias, batchFirst, bidirectional: both),
            "lstm" => nn.LSTM(3, 4, layers, bias, batchFirst, bidirectional: both),
            _ => nn.GRU(3, 4, layers, bias, batchFirst, bidirectional: both),
        };
        this.takes = takes;
        last = nn.Linear(both && takes != "state" ? 8 : 4, 3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var start = takes switch { "steps from zeros" => zeros(1, input.shape[0], 4), "steps from ones" => ones(2, input.shape[0], 4), _ => null };
        var (output, state) = rnn switch
        {
            Modules.RNN one => one.call(input, start),
            Modules.GRU one => one.call(input, start),
            _ => Two(((Modules.LSTM)rnn).call(input)),
        };
        return takes switch
        {
            "last" => last.call(output[.., -1]),
            "state" => last.call(state[-1]),
            "lower state" => last.call(state[0]),
            "whole state" => last.call(state),
            "steps and state" => add.call(last.call(output.select(1, 4)), last.call(state.squeeze(0))),
            _ => last.call(output),
        };
    }

    private static (Tensor, Tensor) Two((Tensor Output, Tensor State, Tensor Memory) answer) => (answer.Output, answer.State);
}

/// <summary>A module of time first, in a network of batch first.</summary>
internal sealed class Turned : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module sequence;
    private readonly Modules.Dropout drop = nn.Dropout();

    public Turned(nn.Module sequence)
        : base(nameof(Turned))
    {
        this.sequence = sequence;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var turned = drop.call(input.transpose(0, 1));
        return (sequence is Modules.LSTM lstm ? lstm.call(turned).Item1 : ((Modules.TransformerEncoder)sequence).call(turned)).transpose(0, 1);
    }
}

/// <summary>Attention of each step to all, [n, time, features].</summary>
internal sealed class Attending : nn.Module<Tensor, Tensor>
{
    private readonly Modules.MultiheadAttention attention;
    private readonly bool masked;

    public Attending(Modules.MultiheadAttention attention, bool masked)
        : base(nameof(Attending))
    {
        (this.attention, this.masked) = (attention, masked);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var turned = input.transpose(0, 1);
        return attention.call(turned, turned, turned, attn_mask: masked ? zeros(input.shape[1], input.shape[1]) : null).Item1.transpose(0, 1);
    }
}

/// <summary>Words put together.</summary>
internal sealed class Bag : nn.Module<Tensor, Tensor>
{
    private readonly Modules.EmbeddingBag bag;
    private readonly bool offsets;

    public Bag(Modules.EmbeddingBag bag, bool offsets)
        : base(nameof(Bag))
    {
        (this.bag, this.offsets) = (bag, offsets);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => offsets ? bag.call(input, arange(input.shape[0])) : bag.call(input);
}

/// <summary>A block of an encoder of [n, time, 4] and a dense layer, with the forward that the test gives.</summary>
internal sealed class Blocked : nn.Module<Tensor, Tensor>
{
    private readonly Func<Modules.TransformerEncoderLayer, Modules.Linear, Tensor, Tensor> function;
    private readonly Modules.TransformerEncoderLayer block = nn.TransformerEncoderLayer(4, 2, 8);
    private readonly Modules.Linear last = nn.Linear(4, 4);

    public Blocked(Func<Modules.TransformerEncoderLayer, Modules.Linear, Tensor, Tensor> function)
        : base(nameof(Blocked))
    {
        this.function = function;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => function(block, last, input);
}
