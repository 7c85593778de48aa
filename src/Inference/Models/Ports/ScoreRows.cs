using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Toolchain.Inference.Models.Ports;

/// <summary>Scores in a model's output: a tensor with a row of numbers a picture, or a sequence with a map from class to number a picture.</summary>
internal static class ScoreRows
{
    /// <summary>Whether numbers of a type can be scores; int64 are labels.</summary>
    public static bool IsScore(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16
        or TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Int32;

    /// <summary>Whether an output is a tensor of whole numbers.</summary>
    public static bool IsWhole(OrtValue value) => value.IsTensor && PixelTable.IsWhole(value.GetTensorTypeAndShape().ElementDataType);

    /// <summary>How many scores an output has for each picture.</summary>
    /// <param name="value">The output of a run.</param>
    /// <param name="count">Pictures of the run.</param>
    /// <returns>0 when it holds no scores: another kind of value, labels, or not a row a picture.</returns>
    public static int ClassesIn(OrtValue value, int count)
    {
        if (value.IsTensor)
        {
            var info = value.GetTensorTypeAndShape();
            var perPicture = info.ElementCount / count;
            return IsScore(info.ElementDataType) && perPicture > 1 && perPicture * count == info.ElementCount && IsByPicture(info.Shape, count, perPicture) ? (int)perPicture : 0;
        }

        if (value.OnnxType != OnnxValueType.ONNX_TYPE_SEQUENCE || value.GetValueCount() != count)
        {
            return 0;
        }

        using var map = value.GetValue(0, OrtAllocator.DefaultInstance);
        if (map.OnnxType != OnnxValueType.ONNX_TYPE_MAP)
        {
            return 0;
        }

        using var numbers = map.GetValue(1, OrtAllocator.DefaultInstance);
        var values = numbers.GetTensorTypeAndShape();
        return IsScore(values.ElementDataType) && values.ElementCount > 1 ? (int)values.ElementCount : 0;
    }

    /// <summary>Copies the scores, a row a picture.</summary>
    /// <exception cref="FormatException">Not as many as expected.</exception>
    public static void Copy(OrtValue value, int count, Span<float> into)
    {
        if (value.IsTensor)
        {
            CopyNumbers(value, into);
            return;
        }

        var classes = into.Length / count;
        if (value.GetValueCount() != count)
        {
            throw new FormatException($"{value.GetValueCount()} maps for {count} pictures");
        }

        for (var i = 0; i < count; i++)
        {
            using var map = value.GetValue(i, OrtAllocator.DefaultInstance);
            using var numbers = map.GetValue(1, OrtAllocator.DefaultInstance);
            CopyNumbers(numbers, into.Slice(i * classes, classes));
        }
    }

    /// <summary>The keys of the first picture's map, which name the classes; null for a tensor.</summary>
    public static string[]? Keys(OrtValue value)
    {
        if (value.IsTensor)
        {
            return null;
        }

        using var map = value.GetValue(0, OrtAllocator.DefaultInstance);
        using var keys = map.GetValue(0, OrtAllocator.DefaultInstance);
        return keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
            ? keys.GetStringTensorAsArray()
            : [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(key => key.ToString(CultureInfo.InvariantCulture))];
    }

    // [count, k], with ones anywhere after; a single picture may come without an axis of its own
    private static bool IsByPicture(long[] shape, int count, long classes)
    {
        long[] expected = count == 1 ? [classes] : [count, classes];
        return (count == 1 || shape[0] == count) && shape.Where(size => size != 1).SequenceEqual(expected);
    }

    private static void CopyNumbers(OrtValue tensor, Span<float> into)
    {
        var info = tensor.GetTensorTypeAndShape();
        if (info.ElementCount != into.Length)
        {
            throw new FormatException($"{info.ElementCount} numbers in place of {into.Length}");
        }

        switch (info.ElementDataType)
        {
            case TensorElementType.Float:
                tensor.GetTensorDataAsSpan<float>().CopyTo(into);
                break;
            case TensorElementType.Double:
                Convert(tensor.GetTensorDataAsSpan<double>(), into, value => (float)value);
                break;
            case TensorElementType.Float16:
                Convert(tensor.GetTensorDataAsSpan<Float16>(), into, value => (float)value);
                break;
            case TensorElementType.UInt8:
                Convert(tensor.GetTensorDataAsSpan<byte>(), into, value => value);
                break;
            case TensorElementType.Int8:
                Convert(tensor.GetTensorDataAsSpan<sbyte>(), into, value => value);
                break;
            default:
                Convert(tensor.GetTensorDataAsSpan<int>(), into, value => value);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> into, Func<T, float> number)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = number(from[i]);
        }
    }
}
