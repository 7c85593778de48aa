using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models.Ports;

/// <summary>Pixels of a batch as the model wants them.</summary>
internal abstract class InputBuffer
{
    /// <summary>Turns the first pictures from bytes into what the model sees.</summary>
    public abstract void Convert(int count);

    /// <summary>Some of the pictures as a value that shares the buffer's memory.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public abstract OrtValue View(int first, int count);

    /// <summary>Makes a buffer.</summary>
    /// <param name="input">What the model wants.</param>
    /// <param name="pixels">Bytes to convert, one a pixel.</param>
    /// <exception cref="ToolException">The input's type cannot hold the scaled pixels (exit 2).</exception>
    public static InputBuffer Of(ImageInput input, byte[] pixels) => input.Type switch
    {
        TensorElementType.Float => new Buffer<float>(input, pixels),
        TensorElementType.Double => new Buffer<double>(input, pixels),
        TensorElementType.Float16 => new HalfBuffer(input, pixels),
        TensorElementType.UInt8 => new Buffer<byte>(input, pixels),
        TensorElementType.Int8 => new Buffer<sbyte>(input, pixels),
        TensorElementType.UInt16 => new Buffer<ushort>(input, pixels),
        TensorElementType.Int16 => new Buffer<short>(input, pixels),
        TensorElementType.Int32 => new Buffer<int>(input, pixels),
        TensorElementType.Int64 => new Buffer<long>(input, pixels),
        var type => throw new ArgumentOutOfRangeException(nameof(input), type, "no type of pictures"),
    };

    private class Buffer<T> : InputBuffer
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        private readonly byte[] pixels;
        private readonly T[]? table;

        public Buffer(ImageInput input, byte[] pixels)
        {
            (Input, this.pixels) = (input, pixels);
            var unchanged = typeof(T) == typeof(byte) && input.Scale == PixelScale.Raw;
            table = unchanged ? null : PixelTable<T>.Of(input.Scale) ?? throw ToolException.WrongUsage(
                $"pixels scaled to {input.Scale.Range} do not fit the input '{input.Name}' of type {Port.TypeName(input.Type)}",
                $"values from {T.MinValue} to {T.MaxValue}",
                "change --input-scale, --input-mean or --input-std; an int8 input usually wants --input-mean 128");
            Values = unchanged ? (T[])(object)pixels : new T[pixels.Length];
        }

        protected ImageInput Input { get; }

        protected T[] Values { get; }

        public override void Convert(int count)
        {
            if (table is not null)
            {
                var source = pixels.AsSpan(0, count * ImageInput.Pixels);
                for (var i = 0; i < source.Length; i++)
                {
                    Values[i] = table[source[i]];
                }
            }
        }

        public override OrtValue View(int first, int count) => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, Values.AsMemory(first * ImageInput.Pixels, count * ImageInput.Pixels), Input.ShapeOf(count));
    }

    // ONNX Runtime has a type of its own for .NET's Half, of the same bits
    private sealed class HalfBuffer(ImageInput input, byte[] pixels) : Buffer<Half>(input, pixels)
    {
        private readonly Float16[] shared = new Float16[pixels.Length];

        public override void Convert(int count)
        {
            base.Convert(count);
            MemoryMarshal.Cast<Half, Float16>(Values.AsSpan(0, count * ImageInput.Pixels)).CopyTo(shared);
        }

        public override OrtValue View(int first, int count) => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, shared.AsMemory(first * ImageInput.Pixels, count * ImageInput.Pixels), Input.ShapeOf(count));
    }
}
