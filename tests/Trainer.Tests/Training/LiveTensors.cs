using TorchSharp;

namespace Toolchain.Trainer.Tests.Training;

/// <summary>Tensors that are alive, not counting those that an earlier test left to the garbage collector.</summary>
internal static class LiveTensors
{
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
