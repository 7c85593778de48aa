using System.Security.Cryptography;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Datasets;

/// <summary>A folder with the four IDX files of an MNIST-shaped set, each plain or <c>.gz</c>.</summary>
public static class DatasetFolder
{
    /// <summary>Width and height of an image.</summary>
    public const int Side = 28;

    /// <summary>Bytes of an image.</summary>
    public const int Pixels = Side * Side;

    /// <summary>Number of classes.</summary>
    public const int Classes = 10;

    /// <summary>Canonical file name.</summary>
    public const string TrainImages = "train-images-idx3-ubyte";

    /// <summary>Canonical file name.</summary>
    public const string TrainLabels = "train-labels-idx1-ubyte";

    /// <summary>Canonical file name.</summary>
    public const string TestImages = "t10k-images-idx3-ubyte";

    /// <summary>Canonical file name.</summary>
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>Loads both splits.</summary>
    /// <exception cref="ToolException">A file is missing, damaged, or not what its name says (exit 3); nothing large is allocated before its header is believed.</exception>
    public static Dataset Load(string folder) => Guard(folder, () =>
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Split train = null!, test = null!;
        SortedDictionary<string, string> trainDigests = new(StringComparer.Ordinal), testDigests = new(StringComparer.Ordinal);
        Parallel.Invoke(
            () => train = LoadSplit(folder, TrainImages, TrainLabels, trainDigests),
            () => test = LoadSplit(folder, TestImages, TestLabels, testDigests));
        foreach (var (file, digest) in trainDigests.Concat(testDigests))
        {
            digests.Add(file, digest);
        }

        return new Dataset(train, test, KnownDatasets.Identify(folder, digests));
    });

    /// <summary>Loads the test split alone.</summary>
    /// <exception cref="ToolException">As for <see cref="Load"/>.</exception>
    public static (Split Test, DatasetIdentity Identity) LoadTest(string folder) => LoadOne(folder, TestImages, TestLabels);

    /// <summary>Loads the training split alone.</summary>
    /// <exception cref="ToolException">As for <see cref="Load"/>.</exception>
    public static (Split Train, DatasetIdentity Identity) LoadTraining(string folder) => LoadOne(folder, TrainImages, TrainLabels);

    /// <summary>Whether the folder has training files too, or a test set alone.</summary>
    public static bool HasTraining(string folder) => Existing(folder, TrainImages) is not null && Existing(folder, TrainLabels) is not null;

    private static (Split Split, DatasetIdentity Identity) LoadOne(string folder, string images, string labels) => Guard(folder, () =>
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var split = LoadSplit(folder, images, labels, digests);
        return (split, KnownDatasets.Identify(folder, digests));
    });

    private static Split LoadSplit(string folder, string imagesName, string labelsName, SortedDictionary<string, string> digests)
    {
        // the labels first: they are small, and their count says how large the images may be
        var labels = IdxFile.Read(Find(folder, labelsName), IdxFile.LabelsMagic, [null]);
        var images = IdxFile.Read(Find(folder, imagesName), IdxFile.ImagesMagic, [labels.Sizes[0], Side, Side]);
        var classes = labels.Content.AsMemory(labels.HeaderLength);
        if (classes.Span.IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1)) is var wrong and >= 0)
        {
            throw new FormatException($"{labels.Path}: label {classes.Span[wrong]} at offset {labels.HeaderLength + wrong}; expected 0 to {Classes - 1}");
        }

        digests.Add(labelsName, Convert.ToHexStringLower(SHA256.HashData(labels.Content)));
        digests.Add(imagesName, Convert.ToHexStringLower(SHA256.HashData(images.Content)));
        return new Split(images.Content.AsMemory(images.HeaderLength), classes);
    }

    private static string Find(string folder, string name) => Existing(folder, name)
        ?? throw new FormatException(Directory.Exists(folder) ? $"{Path.Combine(folder, name)} (or {name}.gz) is missing" : $"the folder {folder} does not exist");

    private static string? Existing(string folder, string name)
    {
        var plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
    }

    private static T Guard<T>(string folder, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (AggregateException faults) when (faults.InnerExceptions[0] is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Refusal(folder, faults.InnerExceptions[0]);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Refusal(folder, fault);
        }
    }

    private static ToolException Refusal(string folder, Exception fault) => ToolException.BadInput(
        fault.Message,
        $"{TrainImages}, {TrainLabels}, {TestImages} and {TestLabels} (plain or .gz) of one set in {folder}",
        "restore the file from its source, or name another folder with --data",
        fault);
}
