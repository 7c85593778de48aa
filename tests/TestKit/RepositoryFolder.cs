namespace Toolchain.TestKit;

/// <summary>Where the repository lies that the tests were built from.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder that holds Toolchain.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>MNIST.</summary>
    public static string Mnist { get; } = Path.Combine(Root, "data", "mnist");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Toolchain.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no Toolchain.sln above the tests: run them from the repository");
        }

        return folder.FullName;
    }
}
