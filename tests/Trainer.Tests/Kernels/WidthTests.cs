using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

public class WidthTests
{
    /// <summary>Named by a caller that has switched vectors off, so that it knows the switch worked.</summary>
    private const string Expected = "EXPECTED_VECTORS";

    [Fact]
    public void The_widest_vectors_are_those_that_the_runtime_has()
    {
        var expected = Environment.GetEnvironmentVariable(Expected)
            ?? (System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "Vector512" : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? "Vector256" : "Vector128");

        Assert.Equal(expected, DenseKernels.Widest.Name);
        Assert.Equal("Vector128", DenseKernels.Supported[^1].Name);
    }
}
