namespace Toolchain.Inference.Models;

/// <summary>A model that is opened on the spot, or on a thread of its own while its first pictures are read already.</summary>
internal sealed class ModelOpening : IDisposable
{
    private ModelOpening(Task<DigitModel> model) => Model = model;

    /// <summary>The model once it is there, or the reason why it does not open.</summary>
    public Task<DigitModel> Model { get; }

    /// <summary>Opens a model before anything else happens.</summary>
    public static ModelOpening OnTheSpot(Func<DigitModel> open) => new(Task.FromResult(open()));

    /// <summary>Opens a model while the caller goes on.</summary>
    public static ModelOpening Aside(Func<DigitModel> open) => new(Task.Run(open));

    /// <summary>Waits for the model.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It does not open.</exception>
    public DigitModel Wait() => Model.GetAwaiter().GetResult();

    /// <summary>Frees the model, once it is there.</summary>
    public void Dispose()
    {
        Task.WaitAny(Model);
        if (Model.IsCompletedSuccessfully)
        {
            Model.Result.Dispose();
        }
    }
}
