using System.Text.Json;
using Toolchain.Contracts.Optimizers;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

/// <summary>The fused update moves weights as PyTorch's SGD does. Optimizers/README.md says where the golden data comes from.</summary>
public class GoldenDescentTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Optimizers", "optimizers.json"))).RootElement;

    public static TheoryData<string, string> Cases =>
    [
        .. from setting in Golden.GetProperty("cases").EnumerateArray()
           where setting.GetProperty("class").GetString() == "SGD"
           from kernels in DenseKernels.Supported
           select (setting.GetProperty("name").GetString()!, kernels.Name),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_are_PyTorchs_after_each_of_its_stations(string name, string width)
    {
        var setting = Golden.GetProperty("cases").EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == name);
        var given = setting.GetProperty("arguments");
        double Number(string argument) => given.TryGetProperty(argument, out var value) ? value.GetDouble() : 0;
        var optimizer = new Sgd(Number("momentum"), Number("dampening"), given.TryGetProperty("nesterov", out var nesterov) && nesterov.GetBoolean(), Number("weight_decay"));
        var problem = new KernelProblem(
            [6, 5, 3],
            [.. Golden.GetProperty("start").EnumerateArray().Select(Flat)],
            Flat(Golden.GetProperty("inputs")),
            [.. Golden.GetProperty("targets").EnumerateArray().Select(target => target.GetInt32())]);
        using var run = new KernelRun(problem, optimizer, DenseKernels.Supported.Single(kernels => kernels.Name == width), capacity: 8);

        var stations = 0;
        for (var step = 0; step < 60; step++)
        {
            var result = run.Step(Number("lr") * Math.Pow(0.9, step / 7), [.. Enumerable.Range(0, 8).Select(j => ((step * 8) + j) % 40)]);

            Assert.Equal(setting.GetProperty("losses")[step].GetDouble(), result.LossSum / 8, 1e-6);
            if (setting.GetProperty("expected").TryGetProperty($"{step + 1}", out var expected))
            {
                stations++;
                var tensors = expected.EnumerateArray().Select(Flat).ToArray();
                var largest = tensors.SelectMany(values => values).Max(Math.Abs);
                Assert.All(tensors.SelectMany(values => values).Zip(run.Parameters), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * largest));
            }
        }

        Assert.Equal(4, stations);
    }

    private static float[] Flat(JsonElement nested) => nested.ValueKind == JsonValueKind.Array ? [.. nested.EnumerateArray().SelectMany(Flat)] : [(float)nested.GetDouble()];
}
