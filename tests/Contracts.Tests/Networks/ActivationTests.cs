using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Tests.Networks;

public class ActivationTests
{
    [Theory]
    [InlineData("""{"kind":"leakyrelu","slope":1.5}""", "slope 1.5")]
    [InlineData("""{"kind":"rrelu","lower":0.5,"upper":0.4}""", "upper 0.4")]
    [InlineData("""{"kind":"prelu","numParameters":3}""", "3 weights, one for each channel, but gets [4, 6]")]
    [InlineData("""{"kind":"prelu","numParameters":0}""", "numParameters 0")]
    [InlineData("""{"kind":"celu","alpha":0}""", "alpha 0")]
    [InlineData("""{"kind":"threshold","value":0}""", "lacks 'threshold'")]
    [InlineData("""{"kind":"softplus","beta":-1}""", "beta -1")]
    [InlineData("""{"kind":"hardtanh","minVal":2}""", "maxVal 1")]
    [InlineData("""{"kind":"hardshrink","lambda":-0.5}""", "lambda -0.5")]
    [InlineData("""{"kind":"gelu","approximate":"sigmoid"}""", "cannot be read")]
    [InlineData("""{"kind":"gelu","approximate":7}""", "")]
    [InlineData("""{"kind":"softmax"}""", "lacks 'dim'")]
    [InlineData("""{"kind":"softmax","dim":0}""", "the batch")]
    [InlineData("""{"kind":"logsoftmax","dim":-3}""", "the batch")]
    [InlineData("""{"kind":"softmin","dim":3}""", "axes are 1 to 2")]
    [InlineData("""{"kind":"softmax","dim":-2147483648}""", "axes are 1 to 2")]
    [InlineData("""{"kind":"softmax2d"}""", "takes pictures")]
    [InlineData("""{"kind":"glu","dim":3}""", "axes are 1 to 2")]
    [InlineData("""{"kind":"glu","dim":-1}""", "size 7 is odd", 7)]
    public void An_option_that_cannot_work_is_refused_by_name(string layer, string expected, int size = 6)
    {
        var json = $$"""{"name":"n","input":[4,{{size}}],"layers":[{{layer.Insert(1, "\"name\":\"bent\",")}},{"kind":"flatten","name":"row"}]}""";

        var fault = Assert.Throws<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains("'bent'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, new[] { 2, 6 })]
    [InlineData(2, new[] { 4, 3 })]
    [InlineData(-1, new[] { 4, 3 })]
    [InlineData(-2, new[] { 2, 6 })]
    public void A_gated_unit_halves_its_axis(int dim, int[] expected) =>
        Assert.Equal(expected, new Glu { Name = "gate", Dim = dim }.OutputShape([4, 6]));
}
