namespace Toolchain.Contracts.Datasets;

/// <summary>Sets whose content is known by digest: MNIST, and Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017; class names from its README), as Debian's <c>dataset-fashion-mnist</c> has it.</summary>
internal static class KnownDatasets
{
    private static readonly DatasetIdentity[] All =
    [
        new(
            "mnist",
            Digits,
            new Dictionary<string, string>
            {
                [DatasetFolder.TrainImages] = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                [DatasetFolder.TrainLabels] = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                [DatasetFolder.TestImages] = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                [DatasetFolder.TestLabels] = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            }),
        new(
            "fashion-mnist",
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            new Dictionary<string, string>
            {
                [DatasetFolder.TrainImages] = "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                [DatasetFolder.TrainLabels] = "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                [DatasetFolder.TestImages] = "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                [DatasetFolder.TestLabels] = "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            }),
    ];

    /// <summary>The class names of a set that names none.</summary>
    public static IReadOnlyList<string> Digits => ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The known set that the files belong to, or an identity of their own; <see cref="ClassNames.FileName"/> in the folder, if there is one, names the classes of either.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="digests">By canonical name; all four files, or those of one split.</param>
    /// <exception cref="Programs.ToolException">The class names cannot be read as such (exit 3).</exception>
    /// <exception cref="FormatException">Some files are of a known set and others are not, or lie under another's name.</exception>
    public static DatasetIdentity Identify(string folder, IReadOnlyDictionary<string, string> digests)
    {
        var classNames = ClassNames.Read(folder);
        foreach (var known in All)
        {
            var names = known.Digests.ToDictionary(pair => pair.Value, pair => pair.Key);
            if (!digests.Values.Any(names.ContainsKey))
            {
                continue;
            }

            foreach (var (file, digest) in digests)
            {
                if (digest != known.Digests[file])
                {
                    var found = names.TryGetValue(digest, out var other) ? $"holds {known.Name}'s {other}" : $"has the content digest {digest}";
                    throw new FormatException($"{Path.Combine(folder, file)} {found}, while other files there are {known.Name}'s; {known.Name}'s own has {known.Digests[file]}");
                }
            }

            return known with { ClassNames = classNames ?? known.ClassNames };
        }

        return new DatasetIdentity("custom", classNames ?? Digits, digests);
    }
}
