using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Checkpoints;

public class ExperimentTests
{
    private static readonly ContractsJson Indented = new(new JsonSerializerOptions(ContractsJson.Default.Options) { WriteIndented = true });

    [Theory]
    [InlineData("mlp", true)]
    [InlineData("cnn", false)]
    public void A_plan_is_written_as_the_serializer_would_and_read_again(string network, bool withData)
    {
        var trained = TinyCheckpoint.Make();
        var experiment = new Experiment(NetworkCatalog.Parse(network), trained.Plan, withData ? trained.Data : null);

        var json = experiment.ToJson();

        Assert.Equal(JsonSerializer.Serialize(experiment, Indented.Experiment), json);
        Assert.Equal(json, Experiment.FromJson(json).ToJson());
    }
}
