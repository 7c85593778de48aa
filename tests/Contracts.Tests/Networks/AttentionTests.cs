using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Tests.Networks;

public class AttentionTests
{
    [Fact]
    public void Parameters_of_a_stack_are_named_and_shaped_as_PyTorch_writes_them() => Assert.Equal(
        [
            "e.layers.0.self_attn.in_proj_weight [12, 4]", "e.layers.0.self_attn.in_proj_bias [12]", "e.layers.0.self_attn.out_proj.weight [4, 4]", "e.layers.0.self_attn.out_proj.bias [4]",
            "e.layers.0.linear1.weight [6, 4]", "e.layers.0.linear1.bias [6]", "e.layers.0.linear2.weight [4, 6]", "e.layers.0.linear2.bias [4]",
            "e.layers.0.norm1.weight [4]", "e.layers.0.norm1.bias [4]", "e.layers.0.norm2.weight [4]", "e.layers.0.norm2.bias [4]",
        ],
        new TransformerEncoder(6) { Name = "e", DModel = 4, Nhead = 2, NumLayers = 1, BatchFirst = true }.Parameters.Select(Text));

    [Fact]
    public void Key_and_value_of_other_features_have_weights_of_their_own() => Assert.Equal(
        ["a.q_proj_weight [4, 4]", "a.k_proj_weight [4, 3]", "a.v_proj_weight [4, 5]", "a.in_proj_bias [12]", "a.out_proj.weight [4, 4]", "a.out_proj.bias [4]"],
        new MultiheadAttention(Kdim: 3, Vdim: 5) { Name = "a", EmbedDim = 4, NumHeads = 2, BatchFirst = true }.Parameters.Select(Text));

    [Theory]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":2}""", "lacks 'batchFirst'")]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":4,"batchFirst":true}""", "cannot share 6 features among 4 heads")]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":0,"batchFirst":true}""", "numHeads 0")]
    [InlineData("""{"kind":"multiheadattention","embedDim":8,"numHeads":2,"batchFirst":true}""", "takes a query [time, 8], but gets [7, 6]")]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":2,"kdim":5,"batchFirst":true}""", "takes a key [time, 5]")]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":2,"batchFirst":true,"inputs":["image","image"]}""", "2 'inputs'")]
    [InlineData("""{"kind":"multiheadattention","embedDim":6,"numHeads":2,"batchFirst":true,"addBiasKv":true}""", "unknown member 'addBiasKv'")]
    [InlineData("""{"kind":"transformerencoderlayer","dModel":6,"nhead":4,"batchFirst":true}""", "cannot share 6 features among 4 heads")]
    [InlineData("""{"kind":"transformerencoderlayer","dModel":6,"nhead":2,"batchFirst":true,"dimFeedforward":0}""", "dimFeedforward 0")]
    [InlineData("""{"kind":"transformerencoder","dModel":6,"nhead":2,"batchFirst":true}""", "lacks 'numLayers'")]
    [InlineData("""{"kind":"transformerencoder","dModel":6,"nhead":2,"batchFirst":true,"numLayers":2147483647}""", "numLayers")]
    [InlineData("""{"kind":"transformerencoder","dModel":6,"nhead":2,"batchFirst":true,"numLayers":2,"activation":"silu"}""", "cannot be read")]
    public void An_option_that_cannot_work_is_refused_by_name(string layer, string expected)
    {
        var json = $$"""{"name":"n","input":[7,6],"layers":[{{layer.Insert(1, "\"name\":\"heed\",")}}]}""";

        var fault = Assert.Throws<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains("'heed", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static string Text(ParameterSpec parameter) => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]";
}
