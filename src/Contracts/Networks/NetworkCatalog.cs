using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Networks;

/// <summary>The written forms of a network: a preset's name, the path of a JSON file, or the JSON itself.</summary>
public static class NetworkCatalog
{
    private const string Extension = ".json";
    private const long LargestFile = 16 << 20; // a network of thousands of layers takes less

    /// <summary>Reads a network from any of its forms, and checks that it can work as a classifier of pictures.</summary>
    /// <exception cref="ToolException">No such preset (exit 2), or a file or text that holds no working network (exit 3); the message names the layer.</exception>
    public static NetworkSpec Parse(string text) => Parse(text, network => network.RequirePictureClassifier());

    /// <summary>Reads a network of any input and output from any of its forms.</summary>
    /// <exception cref="ToolException">As for <see cref="Parse(string)"/>.</exception>
    public static NetworkSpec ParseAny(string text) => Parse(text, _ => { });

    /// <summary>A form that <see cref="Parse(string)"/> reads back to the same network, on any machine: its preset's name, or its JSON in quotes for a shell.</summary>
    public static string Write(NetworkSpec network) =>
        NetworkPresets.NameOf(network) ?? $"'{network.ToJson()}'"; // our JSON writes an apostrophe as \u0027

    private static NetworkSpec Parse(string text, Action<NetworkSpec> require)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.TrimStart().StartsWith('{') ? FromJson(text, "the network on the command line", require)
            : !NetworkPresets.Knows(text) && (text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || File.Exists(text)) ? FromJson(ReadFile(text), text, require)
            : NetworkPresets.Parse(text);
    }

    private static string ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > LargestFile
                ? throw ToolException.BadInput($"{path} has {file.Length} bytes", $"a network as JSON, at most {LargestFile} bytes", "check the path")
                : File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "a network as JSON", "check the path; docs/formats.md says how a network is written", fault);
        }
    }

    private static NetworkSpec FromJson(string json, string source, Action<NetworkSpec> require)
    {
        try
        {
            var network = NetworkSpec.FromJson(json);
            require(network);
            return network;
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{source}: {fault.Message}", "a network as docs/formats.md describes it", "correct the network", fault);
        }
    }
}
