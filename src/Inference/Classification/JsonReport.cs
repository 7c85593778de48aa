using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>One JSON object a line, one line an input.</summary>
internal sealed class JsonReport(Terminal terminal, DigitModel model) : ClassificationReport
{
    // the lines go to a terminal or a file, never into HTML, so letters of all languages stay letters
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> lines = new();
    private readonly bool named = !AreIndices(model.ClassNames);

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Classified> results)
    {
        lines.ResetWrittenCount();
        using var json = new Utf8JsonWriter(lines, Readable);
        foreach (var result in results)
        {
            WriteObject(json, result);
            json.Flush();
            lines.Write("\n"u8);
            json.Reset();
        }

        terminal.Output.Write(Encoding.UTF8.GetString(lines.WrittenSpan));
    }

    private void WriteObject(Utf8JsonWriter json, Classified result)
    {
        json.WriteStartObject();
        json.WriteString("input"u8, result.Input);
        if (result.Fault is not null)
        {
            json.WriteString("error"u8, OneLine(result.Fault));
        }
        else
        {
            WriteLabel(json, result.Top[0]);
            json.WriteNumber("confidence"u8, result.Top[0].Probability);
            json.WriteBoolean("uncertain"u8, result.Doubt is not null);
            if (result.Doubt is not null)
            {
                json.WriteString("why"u8, result.Doubt);
            }

            json.WriteStartArray("top"u8);
            foreach (var guess in result.Top)
            {
                json.WriteStartObject();
                WriteLabel(json, guess);
                json.WriteNumber("probability"u8, guess.Probability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("device"u8, model.Device);
            json.WriteString("requestedDevice"u8, model.RequestedDevice);
        }

        json.WriteEndObject();
    }

    private void WriteLabel(Utf8JsonWriter json, Guess guess)
    {
        json.WriteNumber("label"u8, guess.Label);
        if (named)
        {
            json.WriteString("name"u8, model.ClassNames[guess.Label]);
        }
    }
}
