using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Running;

/// <summary>ONNX Runtime as the exporter wants it: silent, and with sums in one order on every machine.</summary>
internal static class Runtime
{
    // ONNX Runtime looks at the machine's devices when it wakes and warns of what it cannot read there; none of that is for our users
    private static readonly Lazy<OrtEnv> Quiet = new(() =>
    {
        RuntimeTelemetry.Refuse();
        var options = new EnvironmentCreationOptions { logId = "exporter", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
    });

    /// <summary>Loads the bytes of a model.</summary>
    /// <param name="model">The file's content.</param>
    /// <param name="literal">Whether the graph runs node by node as it is written, and not as ONNX Runtime rearranges it.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public static InferenceSession Open(byte[] model, bool literal = false)
    {
        using var options = Options(literal);
        return new InferenceSession(model, options);
    }

    /// <summary>Loads a model's file, with the data beside it.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public static InferenceSession Open(string path, bool literal = false)
    {
        using var options = Options(literal);
        return new InferenceSession(path, options);
    }

    /// <summary>Runs a graph that needs no input.</summary>
    /// <returns>Its outputs by name.</returns>
    /// <exception cref="OnnxRuntimeException">It cannot run.</exception>
    public static IReadOnlyDictionary<string, TensorProto> Evaluate(ModelProto model)
    {
        using var session = Open(model.ToByteArray(), literal: true);
        using var run = new RunOptions();
        var names = session.OutputNames;
        using var answers = session.Run(run, [], [], names);
        return names.Zip(answers).ToDictionary(pair => pair.First, pair => Tensor(pair.First, pair.Second), StringComparer.Ordinal);
    }

    private static TensorProto Tensor(string name, OrtValue value)
    {
        var type = value.GetTensorTypeAndShape();
        return new TensorProto
        {
            Name = name,
            DataType = (int)type.ElementDataType, // ONNX Runtime counts the types as ONNX does
            Dims = { type.Shape },
            RawData = ByteString.CopyFrom(value.GetTensorDataAsSpan<byte>()),
        };
    }

    private static SessionOptions Options(bool literal)
    {
        _ = Quiet.Value;
        return new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // what fails is told as a fault of ours
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = literal ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
    }
}
