using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Tests.Devices.Native;

public class LoaderWordsTests
{
    // as glibc 2.36, dyld and ONNX Runtime on Windows write them
    [Theory]
    [InlineData("libcublasLt.so.13: cannot open shared object file: No such file or directory", "libcublasLt.so.13")]
    [InlineData("Failed to load library /a b/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory", "libcublasLt.so.13")]
    [InlineData("/app/libonnxruntime_providers_cuda.so: cannot open shared object file: No such file or directory", "libonnxruntime_providers_cuda.so")]
    [InlineData("dlopen(x.dylib, 0x0001): Library not loaded: @rpath/libomp.dylib", "libomp.dylib")]
    [InlineData("Error loading \"C:\\app\\onnxruntime_providers_cuda.dll\" which depends on \"cublasLt64_13.dll\" which is missing.", "cublasLt64_13.dll")]
    [InlineData("libcudart.so.13: invalid ELF header", null)]
    [InlineData("", null)]
    public void The_missing_library_is_found_in_the_loaders_words(string words, string? library) => Assert.Equal(library, LoaderWords.MissingLibrary(words));

    [Theory]
    [InlineData("/n/libonnxruntime_providers_cuda.so: undefined symbol: cudaMallocHost, version libcudart.so.13", "libcudart.so.13")]
    [InlineData("/usr/lib/libcublas.so.13: file too short", "libcublas.so.13")]
    [InlineData("/usr/lib/libcublas.so.13: invalid ELF header", "libcublas.so.13")]
    [InlineData("libcurand.so.10: wrong ELF class: ELFCLASS32", "libcurand.so.10")]
    [InlineData("libcublasLt.so.13: cannot open shared object file: No such file or directory", null)]
    public void The_library_that_does_not_fit_is_found_in_the_loaders_words(string words, string? library) => Assert.Equal(library, LoaderWords.UnfitLibrary(words));

    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.38' not found (required by /n/libonnxruntime.so)", "needs GLIBC_2.38 of this system, which is older")]
    [InlineData("libhwy.so.1: cannot open shared object file: No such file or directory", "needs libhwy.so.1, which is missing")]
    [InlineData("/n/libonnxruntime.so: cannot allocate memory in static TLS block", "does not load")]
    public void A_library_that_does_not_load_is_explained_with_the_words_beneath(string words, string found)
    {
        var fault = LoaderWords.Refusal("/n/libonnxruntime.so", new DllNotFoundException($"Unable to load shared library '/n/libonnxruntime.so' or one of its dependencies. Consider LD_DEBUG: \n{words}\n"));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Equal($"/n/libonnxruntime.so {found}", fault.Found);
        Assert.EndsWith($"\n  the loader: {words}", fault.Next);
    }
}
