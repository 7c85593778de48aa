using System.Text.RegularExpressions;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices.Native;

namespace Toolchain.Inference.Devices.Cuda;

/// <summary>Turns what ONNX Runtime and the system's loader say about a missing GPU into what is missing and what brings it.</summary>
internal static partial class CudaFault
{
    /// <summary>The CUDA execution provider, as ONNX Runtime calls it.</summary>
    public const string Provider = "CUDAExecutionProvider";

    // what a message of CUDA goes on with: the machine's name, a source file, an expression
    private const string Trailing = " ; ";

    private static readonly (string? Found, string Expected, string Next) FullMemory =
        ("the memory of the GPU is full", "room for the model and a batch of pictures", "end what else runs on it, ");

    /// <summary>The fault of a build whose native library has no CUDA.</summary>
    /// <param name="providers">The providers that it has.</param>
    /// <param name="library">The library, when it is not the program's own.</param>
    public static ToolException NotInBuild(IEnumerable<string> providers, string? library = null) => new(
        ExitCode.DeviceUnavailable,
        $"{(library is null ? "this build contains" : $"{library} is")} ONNX Runtime for the CPU only (providers: {string.Join(", ", providers)})",
        $"a build with {Provider}, CUDA 13 and cuDNN 9 for --device {DeviceName.Cuda}",
        $"build with -p:Gpu=true, name the folder of such a build with --native, or run with --device {DeviceName.Cpu}");

    /// <summary>Whether a message speaks of the GPU or its libraries, and not of the model.</summary>
    public static bool IsMeantBy(string message) => AboutCuda().IsMatch(message);

    /// <summary>The fault behind a message.</summary>
    /// <param name="message">The words of ONNX Runtime or the loader.</param>
    /// <param name="cause">The exception that carried them.</param>
    /// <param name="missing">Looks for the first library that the loader does not find, with its words; asked only where the message names none.</param>
    public static ToolException From(string message, Exception cause, Func<(string Library, string Words)?> missing)
    {
        if (LoaderWords.MissingLibrary(message) is { } named)
        {
            return Missing(named, Words(message), cause);
        }

        if (LoaderWords.UnfitLibrary(message) is { } unfit)
        {
            var package = CudaPackage.Of(unfit);
            return Unavailable(
                $"the library {unfit} that the loader finds is not the one that ONNX Runtime was built for",
                $"{package.Part}, whole and for this processor",
                $"{package.Install}; 'inference doctor' says where the loader finds it; ",
                Words(message),
                cause);
        }

        // the arena of a GPU says so in words of its own
        var (found, expected, next) = NoMemory().IsMatch(message) ? FullMemory : Trouble(message);
        if (found is not null)
        {
            return Unavailable(found, expected, next, Words(message), cause);
        }

        // fallen back, or not loaded: ONNX Runtime has told its log why, and the caller only that
        if (!Failure().IsMatch(message) && missing() is var (library, words))
        {
            return Missing(library, $"{words}; ONNX Runtime: {Words(message)}", cause);
        }

        return FallenBack().IsMatch(message)
            ? Unavailable("parts of this model run on the CPU only", "a model that runs on the GPU from end to end", "", Words(message), cause)
            : Unavailable("CUDA does not work here", $"an NVIDIA GPU with driver {CudaPackage.EarliestDriver} or later, visible to this process", "check it with 'inference doctor' and nvidia-smi, ", Words(message), cause);
    }

    private static ToolException Missing(string library, string words, Exception cause)
    {
        var package = CudaPackage.Of(library);
        return Unavailable($"the library {library} is missing", $"{package.Part} where the loader looks", $"{package.Install}; 'inference doctor' lists what else is missing; ", words, cause);
    }

    private static (string? Found, string Expected, string Next) Trouble(string message) => Failure().Match(message).Groups["number"].Value switch
    {
        // numbers of cudaError_t: CUDA Runtime API, "Data types used by CUDA Runtime"
        "2" => FullMemory,
        "35" => ("the NVIDIA driver is too old for CUDA 13", $"driver {CudaPackage.EarliestDriver} or later", "update the driver of the host, "),
        "100" => ("no NVIDIA GPU is visible to this process", "a GPU that nvidia-smi lists here", "in a container, start it with --gpus all; check CUDA_VISIBLE_DEVICES, "),
        "209" => ("this build has no code for this GPU", "a GPU that ONNX Runtime's build for CUDA 13 was made for (Turing or later)", "name a build for it with --native, "),
        _ => (null, "", ""),
    };

    private static ToolException Unavailable(string found, string expected, string next, string words, Exception cause) => new(
        ExitCode.DeviceUnavailable, found, expected, $"{next}or run with --device {DeviceName.Cpu}\n  said: {words}", cause);

    /// <summary>A message on one line, without ONNX Runtime's error code and what CUDA adds for its own developers.</summary>
    public static string Words(string message)
    {
        var line = Origin().Replace(message.ReplaceLineEndings(" ").Trim(), "");
        var failure = Failure().Match(line);
        if (failure.Success)
        {
            line = line[failure.Index..];
        }

        var end = line.IndexOf(Trailing, StringComparison.Ordinal);
        return end > 0 ? line[..end] : line;
    }

    [GeneratedRegex(@"CUDA failure (?<number>\d+):")]
    private static partial Regex Failure();

    // [ErrorCode:Fail] …, and in the log: /onnxruntime_src/…/provider_bridge_ort.cc:2043 onnxruntime::Provider& …::Get() [ONNXRuntimeError] : 1 : FAIL : …
    [GeneratedRegex(@"^(\[ErrorCode:\w+\]\s*|.*\[ONNXRuntimeError\] : \d+ : \w+ : )")]
    private static partial Regex Origin();

    // Exception during initialization: …/bfc_arena.cc:360 … Failed to allocate memory for requested buffer of size 256
    [GeneratedRegex(@"Failed to allocate memory for requested buffer")]
    private static partial Regex NoMemory();

    [GeneratedRegex(@"assigned to the default CPU EP")]
    private static partial Regex FallenBack();

    [GeneratedRegex(@"cuda|cudnn|cublas|cannot open shared object|LoadLibrary|which is missing|Failed to load (shared )?library|Failed to allocate memory|assigned to the default CPU EP", RegexOptions.IgnoreCase)]
    private static partial Regex AboutCuda();
}
