using System.Text.RegularExpressions;
using Toolchain.Contracts.Models;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Models;

public class ModelMetadataTests
{
    private static ModelMetadata Metadata
    {
        get
        {
            var checkpoint = TinyCheckpoint.Make();
            return new ModelMetadata
            {
                ClassNames = checkpoint.Data.ClassNames,
                Input = InputConvention.RawPixels,
                Network = checkpoint.Network,
                Plan = checkpoint.Plan,
                Data = checkpoint.Data,
                CheckpointDigest = new string('a', 64),
                Command = checkpoint.Command,
                Calibration = new Calibration(0.75, "custom", "holdout:50", 50, 0.04, 0.01, 0.6, 1.5),
                Metrics = new ModelMetrics("custom", "test", 90, 100, 0.9, 0.4, 1, 0.1f),
            };
        }
    }

    [Fact]
    public void Metadata_survives_a_round_trip()
    {
        var read = ModelMetadata.FromProperties(Metadata.ToProperties().ToDictionary());

        Assert.Equal(Metadata.ToProperties(), read.ToProperties());
    }

    [Fact]
    public void What_does_not_apply_to_a_network_trained_elsewhere_is_absent()
    {
        var network = Metadata.Network with { Input = [2, 14, 28] };
        var general = Metadata with { ClassNames = null, Input = InputConvention.Of(network), Network = network, Plan = null, Data = null, Calibration = null, Metrics = null };

        var properties = general.ToProperties().ToDictionary();

        Assert.Equal(["checkpoint_sha256", "command", "input", "network", "toolchain.model"], properties.Keys.Order());
        Assert.Equal(("2", """{"type":"float32","shape":"batch, 2, 14, 28"}"""), (properties["toolchain.model"], properties["input"]));
        Assert.Equal(general.ToProperties(), ModelMetadata.FromProperties(properties).ToProperties());
    }

    [Fact]
    public void Refuses_any_number_that_is_too_large_for_a_number()
    {
        var properties = Metadata.ToProperties().ToDictionary();

        // the schedule alone is there for other readers
        foreach (var (key, text) in properties.Where(pair => pair.Value.StartsWith('{') && pair.Key != "schedule"))
        {
            foreach (Match number in Regex.Matches(text, "(?<=[:\\[,])-?[0-9.]+(e-?[0-9]+)?(?=[,}\\]])"))
            {
                var damaged = new Dictionary<string, string>(properties) { [key] = $"{text[..number.Index]}1e999{text[(number.Index + number.Length)..]}" };
                var fault = Assert.Throws<FormatException>(() => ModelMetadata.FromProperties(damaged).ToProperties());
                Assert.DoesNotContain("Toolchain.", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Refuses_properties_that_lack_any_required_key()
    {
        var properties = Metadata.ToProperties();

        // metrics and calibration may be absent, and the schedule alone is there for other readers
        foreach (var (key, _) in properties.Where(pair => pair.Key is not ("calibration" or "metrics" or "schedule")))
        {
            var fault = Assert.Throws<FormatException>(() => ModelMetadata.FromProperties(properties.Where(pair => pair.Key != key).ToDictionary()));
            Assert.Contains(key, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(-1, 0.5)]
    [InlineData(1, 1.5)]
    [InlineData(1, -0.5)]
    public void Refuses_a_calibration_that_would_make_no_probabilities(double temperature, double leastConfidence)
    {
        var properties = (Metadata with { Calibration = Metadata.Calibration! with { Temperature = temperature, LeastConfidence = leastConfidence } }).ToProperties().ToDictionary();

        Assert.Contains("calibration", Assert.Throws<FormatException>(() => ModelMetadata.FromProperties(properties)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_smaller_precision_survives_a_round_trip_and_needs_no_newer_version()
    {
        var properties = (Metadata with { Precision = new ModelPrecision("int8", 0.1, "static", "entropy", 1000) }).ToProperties().ToDictionary();

        Assert.Equal("""{"type":"int8","maxAccuracyDrop":0.1,"quantization":"static","calibration":"entropy","calibrationImages":1000}""", properties["precision"]);
        Assert.Equal("1", properties[ModelMetadata.VersionKey]);
        Assert.Equal(new ModelPrecision("int8", 0.1, "static", "entropy", 1000), ModelMetadata.FromProperties(properties).Precision);
        Assert.Null(ModelMetadata.FromProperties(Metadata.ToProperties().ToDictionary()).Precision);
    }

    [Theory]
    [InlineData("""{"type":"fp32"}""", "'fp32'")]
    [InlineData("""{"type":"int8","quantization":"lazy"}""", "'lazy'")]
    [InlineData("""{"type":"fp16","maxAccuracyDrop":101}""", "101")]
    [InlineData("{}", "precision")]
    public void Refuses_a_precision_that_nobody_writes(string json, string named)
    {
        var properties = Metadata.ToProperties().ToDictionary();
        properties["precision"] = json;

        Assert.Contains(named, Assert.Throws<FormatException>(() => ModelMetadata.FromProperties(properties).Precision).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_newer_version()
    {
        var properties = Metadata.ToProperties().ToDictionary();
        properties[ModelMetadata.VersionKey] = "3";

        Assert.Contains("'3'", Assert.Throws<FormatException>(() => ModelMetadata.FromProperties(properties)).Message, StringComparison.Ordinal);
    }
}
