using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models;

/// <summary>Runs a model on one input, within its limit of time.</summary>
internal sealed class ModelRun : IDisposable
{
    private readonly LoadedModel model;
    private readonly string[] inputs;
    private readonly string[] outputs;
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>Prepares runs.</summary>
    /// <param name="model">What runs.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="outputs">Names of the wanted outputs.</param>
    public ModelRun(LoadedModel model, string input, string[] outputs) => (this.model, inputs, this.outputs) = (model, [input], outputs);

    /// <summary>Runs once, into new memory.</summary>
    /// <returns>The outputs, in the order of their names; the caller frees them.</returns>
    /// <exception cref="ToolException">ONNX Runtime fails, or takes too long (exit 3).</exception>
    public IDisposableReadOnlyCollection<OrtValue> Of(OrtValue input)
    {
        IDisposableReadOnlyCollection<OrtValue>? answers = null;
        Run(() => answers = model.Session.Run(options, inputs, [input], outputs));
        return answers!;
    }

    /// <summary>Runs once, into memory that is there.</summary>
    /// <exception cref="ToolException">ONNX Runtime fails, or takes too long (exit 3).</exception>
    public void Into(OrtValue[] input, OrtValue[] answers) => Run(() => model.Session.Run(options, inputs, input, outputs, answers));

    /// <inheritdoc/>
    public void Dispose() => model.Limit.Release(options);

    private void Run(Action call)
    {
        try
        {
            model.Limit.Run($"{model.Path} does not answer", call, () => options.Terminate = true);
        }
        catch (OnnxRuntimeException fault)
        {
            throw ModelRefusal.WhileRunning(model.Path, fault);
        }
    }
}
