using System.Text.Json;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Optimizers;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Tests.Optimizers;

/// <summary>Our optimizers move weights as PyTorch's do. README.md says where the golden data comes from.</summary>
public class GoldenOptimizerTests
{
    private static readonly string[] Names = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"];
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Optimizers", "optimizers.json"))).RootElement;

    public static TheoryData<string> Cases => [.. Golden.GetProperty("cases").EnumerateArray().Select(setting => setting.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_double_precision_the_weights_are_PyTorchs(string name) => Follow(name, ScalarType.Float64, tolerance: 1e-12);

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_single_precision_they_are_so_within_its_rounding(string name) => Follow(name, ScalarType.Float32, tolerance: 1e-6);

    private static void Follow(string name, ScalarType type, double tolerance)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var setting = Golden.GetProperty("cases").EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == name);
        var inputs = TensorOf(Golden.GetProperty("inputs"), type); // (40, 6)
        var targets = TensorOf(Golden.GetProperty("targets"), ScalarType.Int64); // (40)
        (string Name, Tensor Value)[] parameters = [.. Golden.GetProperty("start").EnumerateArray().Select((start, i) => (Names[i], TensorOf(start, type).requires_grad_(true)))];
        var values = parameters.Select(parameter => parameter.Value).ToArray();
        var (spec, rate) = SpecOf(setting);
        using var state = new OptimizerState(spec, parameters);
        var optimizer = Optimizer.Create(spec, parameters, state);

        for (var step = 0; step < 60; step++)
        {
            var batch = tensor(Enumerable.Range(0, 8).Select(j => ((step * 8L) + j) % 40).ToArray());
            var hidden = nn.functional.relu(nn.functional.linear(inputs[batch], values[0], values[1]));
            var loss = nn.functional.cross_entropy(nn.functional.linear(hidden, values[2], values[3]), targets[batch]);

            optimizer.Move(autograd.grad([loss], values), step, new Pace(rate * Math.Pow(0.9, step / 7)));

            if (setting.GetProperty("expected").TryGetProperty($"{step + 1}", out var expected))
            {
                Assert.All(Names.Zip(values, expected.EnumerateArray()), row => AssertClose(row.First, step + 1, row.Second, TensorOf(row.Third, ScalarType.Float64), tolerance));
            }
        }
    }

    // a weight may be near 0 where the sums that lead to it are not: the differences are relative to the tensor's largest weight
    private static void AssertClose(string name, int step, Tensor actual, Tensor expected, double tolerance)
    {
        var scale = expected.abs().max().item<double>();
        var gap = (actual.detach().to(ScalarType.Float64) - expected).abs().max().item<double>();
        Assert.True(gap <= tolerance * scale, $"{name} after {step} steps: off by {gap / scale:0.0e0} of its largest weight");
    }

    private static (OptimizerSpec Spec, double Rate) SpecOf(JsonElement setting)
    {
        var given = setting.GetProperty("arguments");
        double Number(string name, double missing) => given.TryGetProperty(name, out var value) ? value.GetDouble() : missing;
        bool Flag(string name) => given.TryGetProperty(name, out var value) && value.GetBoolean();
        var betas = given.TryGetProperty("betas", out var pair) ? pair.EnumerateArray().Select(beta => beta.GetDouble()).ToArray() : [0.9, 0.999];
        var (epsilon, decay) = (Number("eps", 1e-8), Number("weight_decay", 0));
        OptimizerSpec spec = setting.GetProperty("class").GetString() switch
        {
            "SGD" => new Sgd(Number("momentum", 0), Number("dampening", 0), Flag("nesterov"), decay),
            "Adam" => new Adam(betas[0], betas[1], epsilon, Flag("amsgrad"), decay),
            "AdamW" => new AdamW(betas[0], betas[1], epsilon, Flag("amsgrad"), decay),
            "RMSprop" => new RmsProp(Number("alpha", 0.99), epsilon, Number("momentum", 0), Flag("centered"), decay),
            var other => throw new InvalidOperationException($"the golden data names {other}"),
        };
        return (spec, given.GetProperty("lr").GetDouble());
    }

    private static Tensor TensorOf(JsonElement nested, ScalarType type)
    {
        var shape = new List<long>();
        for (var level = nested; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
        }

        return tensor(Flat(nested).ToArray(), [.. shape], type);
    }

    private static IEnumerable<double> Flat(JsonElement nested) => nested.ValueKind == JsonValueKind.Array ? nested.EnumerateArray().SelectMany(Flat) : [nested.GetDouble()];
}
