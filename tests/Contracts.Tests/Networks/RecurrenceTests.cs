using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Tests.Networks;

public class RecurrenceTests
{
    private static readonly Lstm Layer = new(NumLayers: 2, Bidirectional: true) { Name = "r", InputSize = 3, HiddenSize = 5, BatchFirst = true };

    [Fact]
    public void Parameters_are_named_and_shaped_as_PyTorch_writes_them() => Assert.Equal(
        [
            "r.weight_ih_l0 [20, 3]", "r.weight_hh_l0 [20, 5]", "r.bias_ih_l0 [20]", "r.bias_hh_l0 [20]",
            "r.weight_ih_l0_reverse [20, 3]", "r.weight_hh_l0_reverse [20, 5]", "r.bias_ih_l0_reverse [20]", "r.bias_hh_l0_reverse [20]",
            "r.weight_ih_l1 [20, 10]", "r.weight_hh_l1 [20, 5]", "r.bias_ih_l1 [20]", "r.bias_hh_l1 [20]",
            "r.weight_ih_l1_reverse [20, 10]", "r.weight_hh_l1_reverse [20, 5]", "r.bias_ih_l1_reverse [20]", "r.bias_hh_l1_reverse [20]",
        ],
        Layer.Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"));

    [Fact]
    public void The_shape_says_what_is_returned()
    {
        Assert.Equal([7, 10], Layer.OutputShape([7, 3]));
        Assert.Equal([10], (Layer with { Returns = RecurrentAnswer.Last }).OutputShape([7, 3]));
        Assert.Equal([10], (Layer with { Returns = RecurrentAnswer.State }).OutputShape([7, 3]));
        Assert.Equal([4, 10], (Layer with { BatchFirst = false }).OutputShape([4, 3]));
    }

    [Theory]
    [InlineData("""{"kind":"lstm","inputSize":3,"hiddenSize":5}""", "lacks 'batchFirst'")]
    [InlineData("""{"kind":"lstm","inputSize":3,"hiddenSize":5,"batchFirst":true,"proj_size":2}""", "unknown member 'proj_size'")]
    [InlineData("""{"kind":"gru","inputSize":4,"hiddenSize":5,"batchFirst":true}""", "takes sequences [time, 4], but gets [7, 3]")]
    [InlineData("""{"kind":"gru","inputSize":3,"hiddenSize":0,"batchFirst":true}""", "hiddenSize 0")]
    [InlineData("""{"kind":"gru","inputSize":3,"hiddenSize":2147483647,"batchFirst":true}""", "features")]
    [InlineData("""{"kind":"rnn","inputSize":3,"hiddenSize":5,"batchFirst":true,"numLayers":2147483647}""", "numLayers")]
    [InlineData("""{"kind":"rnn","inputSize":3,"hiddenSize":5,"batchFirst":true,"dropout":1}""", "dropout 1")]
    [InlineData("""{"kind":"rnn","inputSize":3,"hiddenSize":5,"batchFirst":true,"nonlinearity":"gelu"}""", "cannot be read")]
    [InlineData("""{"kind":"rnn","inputSize":3,"hiddenSize":5,"batchFirst":true,"returns":9}""", "returns 9")]
    [InlineData("""{"kind":"rnn","inputSize":3,"hiddenSize":5,"batchFirst":false,"returns":"last"}""", "first axis")]
    [InlineData("""{"kind":"embedding","numEmbeddings":3,"embeddingDim":5}""", "takes whole numbers (int64), but the network's input is float32")]
    public void An_option_that_cannot_work_is_refused_by_name(string layer, string expected)
    {
        var json = $$"""{"name":"n","input":[7,3],"layers":[{{layer.Insert(1, "\"name\":\"again\",")}}]}""";

        var fault = Assert.Throws<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains("'again'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"embedding","numEmbeddings":0,"embeddingDim":5}""", "numEmbeddings 0")]
    [InlineData("""{"kind":"embedding","numEmbeddings":4,"embeddingDim":5,"paddingIdx":4}""", "paddingIdx 4")]
    [InlineData("""{"kind":"embedding","numEmbeddings":4,"embeddingDim":5,"maxNorm":1}""", "unknown member 'maxNorm'")]
    [InlineData("""{"kind":"embeddingbag","numEmbeddings":4,"embeddingDim":5}""", "takes bags of one size")]
    [InlineData("""{"kind":"relu"}""", "takes float32, but the network's input is whole numbers")]
    public void A_lookup_that_cannot_work_is_refused_by_name(string layer, string expected)
    {
        var json = $$"""{"name":"n","input":[7,3],"inputType":"int64","layers":[{{layer.Insert(1, "\"name\":\"table\",")}}]}""";

        var fault = Assert.Throws<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains("'table'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }
}
