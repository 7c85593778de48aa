using System.Numerics;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Toolchain.Inference.Models.Ports;

/// <summary>The value of each of the 256 pixels in a model's own type.</summary>
/// <typeparam name="T">That type.</typeparam>
internal static class PixelTable<T>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    /// <summary>Computes the table.</summary>
    /// <returns>Null when the type cannot hold one of the values.</returns>
    public static T[]? Of(PixelScale scale)
    {
        var table = new T[256];
        var whole = T.One / (T.One + T.One) == T.Zero;
        for (var pixel = 0; pixel < table.Length; pixel++)
        {
            // a picture scaled to 1 / 255 divides, as every framework does: the product would differ in its last bit
            var value = scale == PixelScale.Unit ? pixel / 255.0 : scale.At(pixel);
            value = whole ? Math.Round(value) : value;
            if (!double.IsFinite(value) || value < double.CreateChecked(T.MinValue) || value > double.CreateChecked(T.MaxValue))
            {
                return null;
            }

            table[pixel] = T.CreateChecked(value);
        }

        return table;
    }
}

/// <summary>The types a picture can come in.</summary>
internal static class PixelTable
{
    /// <summary>Whether a type is among them.</summary>
    public static bool Takes(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16 || IsWhole(type);

    /// <summary>What a type of whole numbers makes of pixels: as they are, or so that they fill its range where that begins below 0.</summary>
    public static PixelScale WholeOf(TensorElementType type) => type == TensorElementType.Int8 ? PixelScale.Centred : PixelScale.Raw;

    /// <summary>Whether a type holds whole numbers only, which leaves no doubt that it wants pixels as they are.</summary>
    public static bool IsWhole(TensorElementType type) => type is TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.UInt16
        or TensorElementType.Int16 or TensorElementType.Int32 or TensorElementType.Int64;
}
