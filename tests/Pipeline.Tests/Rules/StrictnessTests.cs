using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Rules;

/// <summary>The rules of .editorconfig and build/ are alive: code that breaks one does not build.</summary>
public sealed class StrictnessTests : IDisposable
{
    // below the repository, so that its rules apply; ignored by git
    private readonly string folder = Path.Combine(RepositoryFolder.Root, "artifacts", "strictness", Guid.NewGuid().ToString("N"));

    public StrictnessTests()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Broken.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <RestorePackagesWithLockFile>false</RestorePackagesWithLockFile>
                <RestoreLockedMode>false</RestoreLockedMode>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Broken.cs" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Broken.cs"), """
            using System.Text;

            namespace Broken
            {
                public class Rules
                {
                    private readonly int Wrong_name = 1;

                    public string Now() => System.DateTime.Now.ToString() + Wrong_name;

                    public int One() => 1;
                }
            }

            """);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Code_that_breaks_the_rules_does_not_build()
    {
        var outcome = ToolProcess.RunAny(folder, "dotnet", "build", "--nologo");

        Assert.NotEqual(0, outcome.Code);
        foreach (var rule in new[]
        {
            "error IDE0005", // an unused using
            "error IDE0161", // a block-scoped namespace
            "error IDE1006", // a private field that is not camelCase
            "error RS0030", // a banned symbol
            "error CS1591", // no docstring on a public type
            "error CA1822", // a member that could be static
        })
        {
            Assert.Contains(rule, outcome.Output, StringComparison.Ordinal);
        }
    }
}
