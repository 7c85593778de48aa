using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.TorchModules.Tests;

/// <summary>Recurrent layers and attention, which keep their options to themselves and give more than one tensor.</summary>
public sealed class SequenceTests : IDisposable
{
    private readonly Exported exported = new();

    static SequenceTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    public static TheoryData<string> Recurrent => ["rnn", "rnn relu", "rnn 2", "lstm", "lstm 2 both", "gru", "gru both", "gru bare"];

    [Theory]
    [MemberData(nameof(Recurrent))]
    public void A_recurrent_layer_gives_its_steps_its_last_step_or_its_state(string kind)
    {
        foreach (var takes in new[] { "steps", "last", "state" })
        {
            using var module = new Recurring(kind, takes);

            exported.Save(module, randn(2, 5, 3));
        }
    }

    [Fact]
    public void A_recurrent_layer_of_time_first_may_read_a_turned_input()
    {
        using var module = new Turned(LSTM(3, 4));

        exported.Save(module, randn(2, 5, 3));

        Assert.True(exported.Layer<Lstm>().BatchFirst);
    }

    [Fact]
    public void A_recurrent_layer_reads_time_first_where_the_network_does()
    {
        using var module = new Recurring("gru time", "steps");

        exported.Save(module, randn(5, 2, 3));

        Assert.False(exported.Layer<Gru>().BatchFirst);
    }

    [Fact]
    public void Both_the_steps_and_the_state_may_be_taken()
    {
        using var module = new Recurring("lstm", "steps and state");

        exported.Save(module, randn(2, 5, 3));

        Assert.Equal(["rnn", "rnn_2"], exported.Network.Layers.OfType<Lstm>().Select(layer => layer.Name));
    }

    [Fact]
    public void Zeros_as_a_first_state_are_as_good_as_none()
    {
        using var module = new Recurring("gru", "steps from zeros");

        exported.Save(module, randn(2, 5, 3));
    }

    [Theory]
    [InlineData("steps from ones", "module 'rnn' (GRU) is called with a first state")]
    [InlineData("lower state", "reads a part of a recurrent layer's state that no layer gives")]
    [InlineData("whole state", "module 'last' (Linear) reads the state of a recurrent layer")]
    public void Refuses_states_that_no_layer_has(string takes, string said)
    {
        using var module = new Recurring("gru 2", takes);

        exported.Refuses(module, randn(2, 5, 3), said);
    }

    [Theory]
    [InlineData(1, nn.Activations.ReLU)]
    [InlineData(2, nn.Activations.GELU)]
    [InlineData(8, nn.Activations.ReLU)]
    public void The_heads_and_the_function_of_an_encoder_are_found(int heads, nn.Activations function)
    {
        using var module = new Turned(TransformerEncoder(TransformerEncoderLayer(8, heads, 12, 0.1, function), 2));

        exported.Save(module, randn(2, 5, 8));

        var layer = exported.Layer<TransformerEncoder>();
        Assert.Equal((heads, function == nn.Activations.GELU, 2, true), (layer.Nhead, layer.Activation == FeedforwardActivation.Gelu, layer.NumLayers, layer.BatchFirst));
    }

    [Fact]
    public void A_block_of_an_encoder_stands_in_a_Sequential()
    {
        using var module = Sequential(Linear(6, 8), TransformerEncoderLayer(8, 4, 16), LayerlessNorm());

        exported.Save(module, randn(5, 2, 6));

        Assert.Equal(4, exported.Layer<TransformerEncoderLayer>().Nhead);

        static Module<Tensor, Tensor> LayerlessNorm() => Identity();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_heads_of_an_attention_are_found(int heads)
    {
        using var module = new Attending(MultiheadAttention(6, heads), masked: false);

        exported.Save(module, randn(2, 5, 6));

        Assert.Equal(heads, exported.Layer<Contracts.Networks.MultiheadAttention>().NumHeads);
    }

    [Fact]
    public void Refuses_masks_and_what_else_no_attention_has()
    {
        exported.Refuses(new Attending(MultiheadAttention(6, 2), masked: true), randn(2, 5, 6), "module 'attention' (MultiheadAttention) is called with a mask");
        exported.Refuses(new Attending(MultiheadAttention(6, 2, add_bias_kv: true), masked: false), randn(2, 5, 6), "has add_bias_kv or add_zero_attn");
        exported.Refuses(new Attending(MultiheadAttention(6, 2, add_zero_attn: true), masked: false), randn(2, 5, 6), "has add_bias_kv or add_zero_attn");
    }

    [Theory]
    [InlineData("as it is", "module 'last' (Linear) reads a tensor [n, 3, 4] that no module gave (what 'block' gives to call with masks, none of them given, or to forward, it seems)")]
    [InlineData("turned", "module 'last' (Linear) reads a tensor [n, 3, 4] that no module gave (perhaps 'block' did, whose call with masks goes past the hooks)")]
    [InlineData("at the end", "the module (Blocked) gives a tensor [n, 3, 4] that no module gave (nobody called 'block', 'last', as hooks see it)")]
    public void Advises_the_call_that_hooks_see_where_an_encoders_block_is_called_with_masks_that_are_none(string how, string said)
    {
        using var module = new Blocked(how switch
        {
            "as it is" => (block, last, x) => last.call(block.call(x, null, null)),
            "turned" => (block, last, x) => last.call(block.call(x.transpose(0, 1), null, null).transpose(0, 1)),
            _ => (block, _, x) => block.call(x.transpose(0, 1), null, null).transpose(0, 1),
        });

        exported.Refuses(module, randn(2, 3, 4), said);
        exported.Refuses(module, randn(2, 3, 4), "write block.call(x) in place of block.call(x, null, null) or block.forward(x)");
    }
}
