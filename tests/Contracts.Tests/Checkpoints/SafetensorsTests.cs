using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Tests.Checkpoints;

public class SafetensorsTests
{
    private static readonly Gen<Safetensors> AnyFile = Gen.Select(
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String[0, 20]).Array[0, 4],
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.OneOf(
            Gen.Float.Array[0, 9].Select(values => TensorData.Of(values, values.Length)),
            Gen.Byte.Array[0, 9].Select(values => TensorData.Of(values, values.Length)))).Array[0, 6],
        (metadata, tensors) => new Safetensors(
            metadata.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2),
            tensors.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2)));

    [Fact]
    public void A_file_survives_a_round_trip() => AnyFile.Sample(file =>
    {
        var read = Read(Bytes(file));

        Assert.Equal(file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), read.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(file.Tensors.Count, read.Tensors.Count);
        foreach (var (name, tensor) in file.Tensors)
        {
            Assert.Equal(tensor.ToString(), read.Tensors[name].ToString());
            Assert.Equal(tensor.Bytes.ToArray(), read.Tensors[name].Bytes.ToArray());
        }
    });

    [Fact]
    public void The_same_content_gives_the_same_bytes_whatever_the_order_it_was_added_in() => AnyFile.Sample(file =>
    {
        var turned = new Safetensors(file.Metadata.Reverse().ToDictionary(), file.Tensors.Reverse().ToDictionary());

        Assert.Equal(Bytes(file), Bytes(turned));
    });

    [Fact]
    public void Cut_anywhere_it_is_refused()
    {
        var whole = Bytes(new Safetensors(new Dictionary<string, string> { ["k"] = "v" }, new Dictionary<string, TensorData> { ["t"] = TensorData.Of([1f, 2f], 2) }));

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<FormatException>(() => Read(whole[..length]));
        }
    }

    [Fact]
    public void A_changed_byte_is_refused_or_read_and_never_crashes() =>
        Gen.Select(AnyFile, Gen.Int[0, 10_000], Gen.Byte).Sample((file, place, value) =>
        {
            var bytes = Bytes(file);
            bytes[place % bytes.Length] = value;
            try
            {
                Read(bytes);
            }
            catch (FormatException)
            {
                // the one way to refuse
            }
        });

    public static TheoryData<string, string> BrokenHeaders => new()
    {
        { "no object", "[]" },
        { "leading blank", " {}" },
        { "no JSON", "{nonsense" },
        { "duplicate tensor", """{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""" },
        { "duplicate metadata", """{"__metadata__":{"a":"1","a":"2"},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""" },
        { "metadata is a number", """{"__metadata__":{"a":1},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""" },
        { "metadata is null", """{"__metadata__":{"a":null},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""" },
        { "tensor is a number", """{"t":5}""" },
        { "unknown dtype", """{"t":{"dtype":"F17","shape":[4],"data_offsets":[0,4]}}""" },
        { "no dtype", """{"t":{"shape":[4],"data_offsets":[0,4]}}""" },
        { "unknown member", """{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"colour":1}}""" },
        { "negative size", """{"t":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""" },
        { "fractional size", """{"t":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""" },
        { "size beyond 64 bits", """{"t":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}""" },
        { "product overflows", """{"t":{"dtype":"U8","shape":[4294967296,4294967296,4],"data_offsets":[0,4]}}""" },
        { "product wraps to the length", """{"t":{"dtype":"F64","shape":[2305843009213693952,8],"data_offsets":[0,0]}}""" },
        { "span too short", """{"t":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""" },
        { "offsets reversed", """{"t":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""" },
        { "one offset", """{"t":{"dtype":"U8","shape":[4],"data_offsets":[4]}}""" },
        { "hole at the start", """{"t":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""" },
        { "hole between", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""" },
        { "overlap", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""" },
        { "bytes left over", """{"t":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""" },
        { "beyond the end", """{"t":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""" },
        { "terabytes", """{"t":{"dtype":"U8","shape":[9000000000000],"data_offsets":[0,9000000000000]}}""" },
    };

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Refuses_a_header_with(string fault, string header)
    {
        Assert.NotEmpty(fault);
        Assert.Throws<FormatException>(() => Read(WithHeader(header, data: 4)));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(1000UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void Refuses_a_header_length_that_lies(ulong length)
    {
        var bytes = WithHeader("""{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", data: 4);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);

        Assert.Throws<FormatException>(() => Read(bytes));
    }

    private static byte[] WithHeader(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    private static byte[] Bytes(Safetensors file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static Safetensors Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Safetensors.Read(stream);
    }
}
