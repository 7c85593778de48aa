using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Cuda;

namespace Toolchain.Inference.Tests.Devices.Cuda;

public class CudaFaultTests
{
    private const string Provider = "/app/libonnxruntime_providers_cuda.so";
    private const string Bridge = "/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : ";
    private const string Call = "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:122 std::conditional_t<THRW, void, common::Status> onnxruntime::CudaCall(ERRTYPE, const char*) [with ERRTYPE = cudaError; bool THRW = true] ";

    // said by ONNX Runtime 1.31 for CUDA 13 on machines without a part of CUDA, and in reports of its users
    [Theory]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: libcublasLt.so.13: cannot open shared object file: No such file or directory", "the library libcublasLt.so.13 is missing", "cuBLAS of CUDA 13", "libcublas-13-0")]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: libcublas.so.13: cannot open shared object file: No such file or directory", "the library libcublas.so.13 is missing", "cuBLAS of CUDA 13", "nvidia-cublas")]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: libcurand.so.10: cannot open shared object file: No such file or directory", "the library libcurand.so.10 is missing", "cuRAND of CUDA 13", "libcurand-13-0")]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: libcudart.so.13: cannot open shared object file: No such file or directory", "the library libcudart.so.13 is missing", "the runtime of CUDA 13", "cuda-cudart-13-0")]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: libcuda.so.1: cannot open shared object file: No such file or directory", "the library libcuda.so.1 is missing", "the NVIDIA driver", "--gpus all")]
    [InlineData("libcudnn.so.9: cannot open shared object file: No such file or directory", "the library libcudnn.so.9 is missing", "cuDNN 9 for CUDA 13", "nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04")]
    [InlineData("libcufft.so.12: cannot open shared object file: No such file or directory", "the library libcufft.so.12 is missing", "cuFFT of CUDA 13", "libcufft-13-0")]
    [InlineData(Provider + ": cannot open shared object file: No such file or directory", "the library libonnxruntime_providers_cuda.so is missing", "a part of ONNX Runtime's build for CUDA", "-p:Gpu=true")]
    [InlineData("Error loading \"C:\\app\\onnxruntime_providers_cuda.dll\" which depends on \"cublasLt64_13.dll\" which is missing.", "the library cublasLt64_13.dll is missing", "cuBLAS of CUDA 13", "nvidia-cublas")]
    [InlineData(Bridge + "Failed to load library " + Provider + " with error: " + Provider + ": undefined symbol: cudaMallocHost, version libcudart.so.13", "the library libcudart.so.13 that the loader finds is not the one that ONNX Runtime was built for", "the runtime of CUDA 13", "inference doctor")]
    [InlineData(Call + "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=box ; file=/onnxruntime_src/x.cc ; line=336 ; expr=cudaSetDevice(info_.device_id); ", "no NVIDIA GPU is visible to this process", "nvidia-smi", "CUDA_VISIBLE_DEVICES")]
    [InlineData(Call + "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=box ", "the NVIDIA driver is too old for CUDA 13", "driver 580 or later", "update the driver")]
    [InlineData(Call + "CUDA failure 2: out of memory ; GPU=0 ", "the memory of the GPU is full", "room for the model", "end what else runs on it")]
    [InlineData("Exception during initialization: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 256", "the memory of the GPU is full", "room for the model", "end what else runs on it")]
    [InlineData(Call + "CUDA failure 209: no kernel image is available for execution on the device ; GPU=0 ", "this build has no code for this GPU", "Turing", "--native")]
    [InlineData("CUDA failure 719: unspecified launch failure ; GPU=0 ", "CUDA does not work here", "driver 580", "inference doctor")]
    public void Real_words_become_what_is_missing_and_what_brings_it(string message, string found, string expected, string next)
    {
        var fault = CudaFault.From(message, new InvalidOperationException(message), () => throw new InvalidOperationException("the words say it already"));

        Assert.Equal(ExitCode.DeviceUnavailable, fault.Code);
        Assert.Equal(found, fault.Found);
        Assert.Contains(expected, fault.Expected);
        Assert.Contains(next, fault.Next);
        Assert.Contains("or run with --device cpu\n  said: ", fault.Next);
        Assert.True(CudaFault.IsMeantBy(message));
    }

    [Fact]
    public void The_words_beneath_are_without_what_only_their_developers_need()
    {
        Assert.Equal("Failed to load library x with error: y", CudaFault.Words(Bridge + "Failed to load library x with error: y"));
        Assert.Equal("OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library", CudaFault.Words("[ErrorCode:Fail] OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library"));
        Assert.Equal("CUDA failure 100: no CUDA-capable device is detected", CudaFault.Words(Call + "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=box\n"));
    }

    // the words of a session that may not fall back, of a bridge that tells its log only, and of Windows
    [Theory]
    [InlineData("This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.")]
    [InlineData("OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library")]
    [InlineData("LoadLibrary failed with error 126 \"\" when trying to load \"C:\\app\\onnxruntime_providers_cuda.dll\"")]
    public void Where_the_words_name_no_library_the_loader_is_asked(string message)
    {
        var fault = CudaFault.From(message, new InvalidOperationException(), () => ("libcublasLt.so.13", "libcublasLt.so.13: cannot open shared object file"));

        Assert.Equal("the library libcublasLt.so.13 is missing", fault.Found);
        Assert.EndsWith($"said: libcublasLt.so.13: cannot open shared object file; ONNX Runtime: {message}", fault.Next);
        Assert.True(CudaFault.IsMeantBy(message));
    }

    [Fact]
    public void With_all_libraries_there_a_session_that_may_not_fall_back_is_the_models_matter()
    {
        var fault = CudaFault.From("This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.", new InvalidOperationException(), () => null);

        Assert.Equal("parts of this model run on the CPU only", fault.Found);
        Assert.StartsWith("or run with --device cpu", fault.Next);
    }

    [Fact]
    public void A_message_about_the_model_is_not_about_the_device() => Assert.False(CudaFault.IsMeantBy("Load model from m.onnx failed:Protobuf parsing failed."));
}
