using System.Xml.Linq;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Rules;

/// <summary>Who may know whom: the table of docs/architecture.md, read from the project files.</summary>
public class ReferenceRules
{
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Contracts"] = [],
        ["CommandLine"] = ["Contracts"],
        ["Trainer"] = ["CommandLine", "Contracts"],
        ["Exporter"] = ["CommandLine", "Contracts"],
        ["Inference"] = ["CommandLine", "Contracts"],
        ["TorchModules"] = ["Contracts"],
        ["residual"] = ["TorchModules"],
        ["Kernels"] = ["Contracts", "Trainer"],
        ["TestKit"] = ["Contracts"],
        ["Contracts.Tests"] = ["Contracts"],
        ["Trainer.Tests"] = ["Contracts", "Trainer"],
        ["Exporter.Tests"] = ["Contracts", "Exporter"],
        ["Inference.Tests"] = ["Contracts", "Inference"],
        ["TorchModules.Tests"] = ["Contracts", "Exporter", "TorchModules"],
        ["Pipeline.Tests"] = ["Contracts", "Exporter", "Inference", "Trainer"],
    };

    private static readonly Dictionary<string, string[]> OwnersOfPackages = new()
    {
        ["TorchSharp"] = ["Trainer", "Trainer.Tests", "TorchModules", "TorchModules.Tests", "residual"],
        ["Google.Protobuf"] = ["Exporter", "Exporter.Tests"],
        ["SkiaSharp"] = ["Inference", "Inference.Tests"],
    };

    public static TheoryData<string> Projects =>
        [.. new[] { "benchmarks", "samples", "src", "tests" }.SelectMany(folder => Directory.GetFiles(Path.Combine(RepositoryFolder.Root, folder), "*.csproj", SearchOption.AllDirectories)).Select(file => Path.GetRelativePath(RepositoryFolder.Root, file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_its_room_may_know(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        Assert.Equal(Rooms[name].Order(), References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_takes_only_the_packages_of_its_room(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var packages = References(project, "PackageReference").ToArray();

        Assert.All(packages, package => Assert.True(!OwnersOfPackages.TryGetValue(package, out var owners) || owners.Contains(name), $"{name} takes {package}"));
        if (name == "Contracts")
        {
            Assert.Empty(packages);
        }
    }

    [Fact]
    public void No_project_names_a_package_that_the_default_build_cannot_restore()
    {
        var conditional = Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "build"), "*.props").SelectMany(file => XDocument.Load(file).Descendants("PackageReference"));

        Assert.All(
            conditional.Where(reference => $"{reference.Attribute("Include")?.Value}" is "Microsoft.ML.OnnxRuntime.Gpu" or "SixLabors.ImageSharp" or "TorchSharp-cuda-linux" or "TorchSharp-cuda-windows"),
            reference => Assert.Contains("== 'true'", $"{reference.Parent?.Attribute("Condition")?.Value}", StringComparison.Ordinal));
        Assert.DoesNotContain(Projects.SelectMany(row => References(row.Data, "PackageReference")), name => name.EndsWith(".Gpu", StringComparison.Ordinal) || name.Contains("ImageSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "Toolchain.sln"));

        Assert.All(Projects, row => Assert.Contains(row.Data.Replace('/', '\\'), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(RepositoryFolder.Root, project)).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
