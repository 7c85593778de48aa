using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata; // ONNX Runtime has one too

namespace Toolchain.Exporter.Parity;

/// <summary>The bytes of a model, running in ONNX Runtime.</summary>
internal sealed class RunningModel : IDisposable
{
    private static readonly string[] Outputs = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    // ONNX Runtime looks at the machine's devices when it wakes and warns of what it cannot read there; none of that is for our users
    private static readonly Lazy<OrtEnv> QuietRuntime = new(() =>
    {
        RuntimeTelemetry.Refuse();
        var options = new EnvironmentCreationOptions { logId = "exporter", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
    });

    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly InputConvention convention;

    /// <summary>Loads a model.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public RunningModel(byte[] model, InputConvention convention)
    {
        _ = QuietRuntime.Value;
        this.convention = convention;
        using var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // what fails is told as a fault of ours
            IntraOpNumThreads = 1, // sums in one order on every machine
        };
        session = new InferenceSession(model, options);
    }

    /// <summary>Answers raw images, uint8 [count, 28, 28].</summary>
    public ModelAnswers Answer(ReadOnlyMemory<byte> images, int count)
    {
        using var input = Input(images, count);
        using var answers = session.Run(run, [ModelMetadata.InputName], [input], Outputs);
        return new ModelAnswers(
            answers[0].GetTensorDataAsSpan<float>().ToArray(),
            answers[1].GetTensorDataAsSpan<float>().ToArray(),
            answers[2].GetTensorDataAsSpan<long>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }

    private OrtValue Input(ReadOnlyMemory<byte> images, int count)
    {
        const int side = Contracts.Datasets.DatasetFolder.Side;
        if (convention == InputConvention.RawPixels)
        {
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(images), [count, side, side]);
        }

        var scaled = new float[images.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = images.Span[i] / 255f;
        }

        return OrtValue.CreateTensorValueFromMemory(scaled, [count, 1, side, side]);
    }
}
