using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Samples;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Samples.Augmentation;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer preview</c>: the training images as the network will see them, as a picture.</summary>
internal static class PreviewCommand
{
    private const int MostImages = 100;

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var data = TrainOptions.Data();
        var augment = TrainOptions.Augment();
        augment.DefaultValueFactory = _ => string.Join(',', AugmentationText.Entries.Select(entry => entry.Name));
        var seed = new Option<ulong>("--seed") { Description = "of the training", DefaultValueFactory = _ => 1, HelpName = "n" }.AtLeast(0UL);
        var samples = new Option<int>("--samples") { Description = "rows: training samples of each class in turn", DefaultValueFactory = _ => DatasetFolder.Classes, HelpName = "n" }.Between(1, MostImages);
        var epochs = new Option<int>("--epochs") { Description = "columns: epochs from the first, beside the image as it is", DefaultValueFactory = _ => 15, HelpName = "n" }.Between(1, MostImages);
        var output = new Option<string>("--output", "-o") { Description = "the picture's file, a PNG", DefaultValueFactory = _ => "preview.png", HelpName = "file" };
        var force = new Option<bool>("--force") { Description = "replace a file that exists" };
        var command = new ToolCommand(
            "preview",
            "Draws training images as --augment varies them, exactly as a training of that seed sees them.",
            "trainer preview",
            "trainer preview --augment rotate:25,elastic:1.5 --samples 20 --output varied.png")
        {
            data, augment, seed, samples, epochs, output, force,
        };
        command.SetAction(parsed =>
        {
            var spec = AugmentationText.Parse(parsed.GetRequiredValue(augment));
            var file = parsed.GetRequiredValue(output);
            RequireFree(file, parsed.GetValue(force));
            var plain = new PlainImages(DatasetFolder.Load(parsed.GetRequiredValue(data)).Train);
            IImageSource varied = spec is null ? plain : new AugmentedImages(plain, spec, parsed.GetValue(seed));
            var sheet = ContactSheet.Draw(plain, varied, OfEachClass(plain.Labels, parsed.GetValue(samples)), parsed.GetValue(epochs));
            Disk.Write(file, stream => stream.Write(sheet));
            terminal.Output.WriteLine($"{file}: a row a sample; on the left as it is, then in epochs 1 to {parsed.GetValue(epochs)} with --augment {AugmentationText.Write(spec)}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void RequireFree(string file, bool force)
    {
        if (!file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw ToolException.WrongUsage($"--output is '{file}'", "a name that ends in .png", "name the file so");
        }

        if (Directory.Exists(file) || (File.Exists(file) && !force))
        {
            throw ToolException.WrongUsage($"{file} exists already", "the name of a new file", "name another --output, or replace the file with --force");
        }
    }

    // the first sample of each class, then the second of each, and so on; fewer where there are not so many
    private static List<int> OfEachClass(ReadOnlySpan<byte> labels, int count)
    {
        var places = new List<int>[DatasetFolder.Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            (places[labels[i]] ??= []).Add(i);
        }

        return [.. places.Where(place => place is not null).SelectMany(place => place.Index()).OrderBy(place => place.Index).Take(count).Select(place => place.Item)];
    }
}
