using System.Text;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Datasets;

public sealed class DatasetFolderTests : IDisposable
{
    private const int Train = 20;
    private readonly TempFolder folder = new();

    public DatasetFolderTests() => TinyDataset.Write(folder.Path, Train, test: 10);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reads_plain_files_and_gzip_alike()
    {
        var plain = DatasetFolder.Load(folder.Path);
        foreach (var name in folder.Files)
        {
            File.WriteAllBytes(folder[name + ".gz"], TinyDataset.Gzip(File.ReadAllBytes(folder[name])));
            File.Delete(folder[name]);
        }

        var zipped = DatasetFolder.Load(folder.Path);

        Assert.Equal(Train, plain.Train.Count);
        Assert.Equal(plain.Train.Images.ToArray(), zipped.Train.Images.ToArray());
        Assert.Equal(plain.Test.Labels.ToArray(), zipped.Test.Labels.ToArray());
        Assert.True(plain.Identity.SameContent(zipped.Identity));
        Assert.Equal("custom", plain.Identity.Name);
    }

    [Fact]
    public void Loads_the_test_split_without_the_training_files()
    {
        File.Delete(folder[DatasetFolder.TrainImages]);

        var (test, identity) = DatasetFolder.LoadTest(folder.Path);

        Assert.Equal(10, test.Count);
        Assert.Equal([DatasetFolder.TestImages, DatasetFolder.TestLabels], identity.Digests.Keys);
    }

    // the real file, from Debian's package dataset-fashion-mnist 0.0~git20200523.55506a9-1 (MIT licence)
    [Fact]
    public void Knows_Fashion_MNIST_by_its_content_and_refuses_to_mix_it_with_another_set()
    {
        File.Delete(folder[DatasetFolder.TestLabels]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Datasets", "fashion-mnist-t10k-labels-idx1-ubyte.gz"), folder[$"{DatasetFolder.TestLabels}.gz"]);
        File.WriteAllBytes(folder[DatasetFolder.TestImages], TinyDataset.Idx(0x0803, [10_000, DatasetFolder.Side, DatasetFolder.Side], new byte[10_000 * DatasetFolder.Pixels]));

        var fault = Assert.Throws<ToolException>(() => DatasetFolder.Load(folder.Path));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains("while other files there are fashion-mnist's", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_are_called_by_their_numbers_unless_a_file_beside_the_images_names_them()
    {
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], DatasetFolder.Load(folder.Path).Identity.ClassNames);

        File.WriteAllText(folder["classes.txt"], "\uFEFFお\r\nき\r\n す \r\nつ\r\nな\r\nは\r\nま\r\nや\r\nれ\r\nを and more\r\n\r\n");

        string[] names = ["お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を and more"];
        Assert.Equal(names, DatasetFolder.Load(folder.Path).Identity.ClassNames);
        Assert.Equal(names, DatasetFolder.LoadTest(folder.Path).Identity.ClassNames);
    }

    [Theory]
    [InlineData("a\nb\nc\n", "has 3 lines")]
    [InlineData("", "has 1 line")]
    [InlineData("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", "has 11 lines")]
    [InlineData("a\nb\n\nd\ne\nf\ng\nh\ni\nj\n", "line 3 is empty")]
    [InlineData("a\nb\na\nd\ne\nf\ng\nh\ni\nj\n", "line 3 is 'a' again")]
    [InlineData("a\nb\u001b[2J\nc\nd\ne\nf\ng\nh\ni\nj\n", "line 2 has a control character")]
    public void Class_names_that_do_not_fit(string text, string said) => RefusedClassNames(Encoding.UTF8.GetBytes(text), said);

    [Fact]
    public void A_class_name_that_is_a_page() => RefusedClassNames(Encoding.UTF8.GetBytes($"a\nb\n{new string('c', 101)}\nd\ne\nf\ng\nh\ni\nj\n"), "line 3 has 101 characters");

    [Fact]
    public void Class_names_that_are_no_text() => RefusedClassNames([0xFF, 0xFE, 0x41], "no UTF-8 text");

    [Fact]
    public void Class_names_that_are_a_film() => RefusedClassNames(new byte[5000], "longer than");

    [Fact]
    public void A_file_missing() => Refused(DatasetFolder.TestLabels, _ => null, "is missing");

    [Fact]
    public void An_empty_file() => Refused(DatasetFolder.TrainLabels, _ => [], "ends at offset 0; expected a header of 8 bytes");

    [Fact]
    public void A_header_cut_short() => Refused(DatasetFolder.TrainImages, bytes => bytes[..10], "ends at offset 10; expected a header of 16 bytes");

    [Fact]
    public void Images_in_the_place_of_labels() =>
        Refused(DatasetFolder.TrainLabels, _ => File.ReadAllBytes(folder[DatasetFolder.TrainImages]), "magic number 0x00000803 at offset 0 (images); expected 0x00000801 (labels)");

    [Fact]
    public void Labels_in_the_place_of_images() =>
        Refused(DatasetFolder.TrainImages, _ => File.ReadAllBytes(folder[DatasetFolder.TrainLabels]), "expected 0x00000803 (images)");

    [Fact]
    public void Truncated_images() => Refused(DatasetFolder.TrainImages, bytes => bytes[..^1], "claims 15696 bytes");

    [Fact]
    public void Oversized_images() => Refused(DatasetFolder.TrainImages, bytes => [.. bytes, 0], "goes on after offset 15696");

    [Fact]
    public void A_label_out_of_range() => Refused(DatasetFolder.TrainLabels, bytes => With(bytes, 8 + 5, 10), "label 10 at offset 13; expected 0 to 9");

    [Fact]
    public void Counts_that_differ() => Refused(DatasetFolder.TrainLabels, _ => TinyDataset.Idx(0x0801, [Train - 1], new byte[Train - 1]), "size 20 at offset 4; expected 19");

    [Fact]
    public void Images_of_another_size() => Refused(DatasetFolder.TrainImages, bytes => With(bytes, 11, 32), "size 32 at offset 8; expected 28");

    [Fact]
    public void No_samples() => Refused(DatasetFolder.TestLabels, _ => TinyDataset.Idx(0x0801, [0], []), "size 0 at offset 4; expected 1 to");

    [Fact]
    public void A_count_below_zero() => Refused(DatasetFolder.TestLabels, bytes => With(bytes, 4, 0xFF), "at offset 4; expected 1 to");

    [Fact]
    public void A_header_that_claims_more_than_memory() => Refused(DatasetFolder.TestLabels, bytes => With(bytes, 5, 0x0F), "claims 983058 bytes");

    [Fact]
    public void A_gzip_header_that_claims_more_than_it_can_hold() =>
        Refused(DatasetFolder.TestLabels, bytes => TinyDataset.Gzip(With(bytes, 5, 0x0F)), "cannot hold more than", zipped: true);

    [Fact]
    public void A_gzip_bomb_behind_a_small_header() =>
        Refused(DatasetFolder.TestImages, bytes => TinyDataset.Gzip([.. bytes, .. new byte[100_000_000]]), "goes on after offset 7856", zipped: true);

    [Fact]
    public void A_gzip_file_cut_short() => Refused(DatasetFolder.TrainImages, bytes => TinyDataset.Gzip(bytes)[..^200], "train-images", zipped: true);

    [Fact]
    public void A_gzip_file_with_a_flipped_bit() => Refused(DatasetFolder.TrainImages, bytes => Flipped(TinyDataset.Gzip(bytes)), "train-images", zipped: true);

    [Fact]
    public void A_plain_file_under_a_gzip_name() => Refused(DatasetFolder.TrainLabels, bytes => bytes, "no whole gzip file", zipped: true);

    [Fact]
    public void A_folder_that_does_not_exist()
    {
        var fault = Assert.Throws<ToolException>(() => DatasetFolder.Load(folder["nowhere"]));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains("does not exist", fault.Message, StringComparison.Ordinal);
    }

    private void RefusedClassNames(byte[] content, string said)
    {
        File.WriteAllBytes(folder["classes.txt"], content);

        var fault = Assert.Throws<ToolException>(() => DatasetFolder.Load(folder.Path));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains("classes.txt", fault.Message, StringComparison.Ordinal);
    }

    private static byte[] With(byte[] bytes, int place, byte value)
    {
        bytes[place] = value;
        return bytes;
    }

    private static byte[] Flipped(byte[] bytes) => With(bytes, bytes.Length / 2, (byte)~bytes[bytes.Length / 2]);

    private void Refused(string name, Func<byte[], byte[]?> damage, string said, bool zipped = false)
    {
        var damaged = damage(File.ReadAllBytes(folder[name]));
        File.Delete(folder[name]);
        if (damaged is not null)
        {
            File.WriteAllBytes(folder[zipped ? name + ".gz" : name], damaged);
        }

        var fault = Assert.Throws<ToolException>(() => DatasetFolder.Load(folder.Path));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
    }
}
