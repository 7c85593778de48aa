using Toolchain.Inference.Devices.Cuda;
using Toolchain.Inference.Tests.Devices.Native;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Devices.Cuda;

public sealed class CudaLibrariesTests : IDisposable
{
    private const string Provider = "libonnxruntime_providers_cuda.so";
    private readonly TempFolder folder = new();

    public CudaLibrariesTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the libraries are Linux's");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_provider_those_of_cuda_13_and_cudnn_9_are_looked_for() => Assert.Equal(
        ["libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudart.so.13", "libcuda.so.1", "libcudnn.so.9", "libcufft.so.12"],
        CudaLibraries.Probe(folder.Path).Select(library => library.Name));

    [Fact]
    public void A_provider_says_itself_what_it_needs()
    {
        File.WriteAllBytes(folder[Provider], ElfBytes.Needing(ElfBytes.X64, "libcublas.so.99", "libcuda.so.1", "libc.so.6"));

        Assert.Equal(["libcublas.so.99", "libcuda.so.1"], CudaLibraries.Probe(folder.Path).Where(library => !library.OnDemand).Select(library => library.Name));
        Assert.Equal("libcublas.so.99", CudaLibraries.FirstMissing(folder.Path)?.Library);
        Assert.StartsWith("libcublas.so.99: cannot open shared object file", CudaLibraries.FirstMissing(folder.Path)?.Words);
    }

    [Fact]
    public void A_build_without_its_provider_misses_that_first() => Assert.Equal(Provider, CudaLibraries.FirstMissing(folder.Path)?.Library);

    [Fact]
    public void Each_library_is_found_or_has_the_loaders_words() => Assert.All(CudaLibraries.Probe(folder.Path), library =>
    {
        Assert.True(library.Path is null ? library.Words!.Contains(library.Name, StringComparison.Ordinal) : File.Exists(library.Path), $"{library}");
        Assert.NotEqual("a library of this system", library.Part);
    });

    [Theory]
    [InlineData("libcublas.so.99", true)]
    [InlineData("libcublas.so.99.1.2", true)]
    [InlineData("libcublas.so.12", false)]
    public void What_lies_beside_a_python_package_is_found_though_the_loader_does_not_look_there(string file, bool same)
    {
        var runtime = Directory.CreateDirectory(folder["site-packages/onnxruntime/capi"]).FullName;
        File.WriteAllBytes(Path.Combine(runtime, Provider), ElfBytes.Needing(ElfBytes.X64, "libcublas.so.99"));
        Directory.CreateDirectory(folder["site-packages/nvidia/cublas/lib"]);
        File.WriteAllText(folder[$"site-packages/nvidia/cublas/lib/{file}"], "");

        var library = CudaLibraries.Probe(runtime)[0];

        Assert.Null(library.Path);
        Assert.Equal(folder[$"site-packages/nvidia/cublas/lib/{file}"], library.Elsewhere);
        Assert.Equal(same, library.IsElsewhere);
    }
}
