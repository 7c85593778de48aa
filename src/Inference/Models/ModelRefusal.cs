using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Files;

namespace Toolchain.Inference.Models;

/// <summary>Says in our words why ONNX Runtime does not take a model, and keeps its own beneath.</summary>
internal static partial class ModelRefusal
{
    private const int LongestWords = 500;
    private const string Check = "check the model with the program that made it";

    // the sets of operators that ONNX Runtime brings, under every name that a file may call them by
    private static readonly HashSet<string> KnownDomains =
        ["", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training", "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc"];

    /// <summary>The fault of a file that does not open.</summary>
    public static ToolException WhileOpening(string path, OnnxRuntimeException fault)
    {
        if (fault.Message.Contains("InvalidProtobuf", StringComparison.Ordinal))
        {
            return ToolException.BadInput($"{path} is no ONNX file, or a truncated one", ModelFile.Expected, ModelFile.Next, fault);
        }

        var graph = GraphFileReader.TryRead(path);
        return (graph is null ? null : OfWeights(path, graph, fault) ?? OfForeignOperators(path, graph, fault))
            ?? OfOperator(path, fault)
            ?? OfVersion(path, fault)
            ?? Told(fault, $"ONNX Runtime does not take {path}", $"a model that ONNX Runtime {OrtEnv.Instance().GetVersionString()} runs", Check);
    }

    /// <summary>The fault of a model that opens but does not run.</summary>
    public static ToolException WhileRunning(string path, OnnxRuntimeException fault)
    {
        var node = FailingNode().Match(fault.Message);
        var place = node.Success ? $" at its operator {node.Groups["operation"].Value}{(node.Groups["name"].Length > 0 ? $" (node '{node.Groups["name"].Value}')" : "")}" : "";
        return Told(fault, $"{path} fails while it runs{place}", "a model that runs on pictures of its declared shape", Check);
    }

    private static ToolException? OfWeights(string path, GraphFile graph, OnnxRuntimeException fault)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var data in graph.External)
        {
            if (data.Location.Contains('\0', StringComparison.Ordinal))
            {
                return Told(fault, $"{path} takes the weight '{data.Tensor}' from a file whose name holds a zero byte", $"weights in a file within {folder}", "save the model again with its weights beside it");
            }

            var file = Path.GetFullPath(data.Location, folder);
            if (Path.IsPathRooted(data.Location) || !IsWithin(folder, file))
            {
                return Told(fault, $"{path} takes the weight '{data.Tensor}' from {data.Location}, which lies outside its folder", $"weights within {folder}", "save the model again with its weights beside it");
            }

            if (!File.Exists(file))
            {
                return Told(fault, $"{path} keeps the weight '{data.Tensor}' in the file {data.Location}, which is not there", $"that file in {folder}", "copy it there: a model with external data is two files");
            }

            var size = new FileInfo(file).Length;
            if (data.Offset < 0 || data.Length < 0 || data.Offset > size || data.Length > size - data.Offset)
            {
                return Told(fault, $"{path} takes the weight '{data.Tensor}' from bytes {data.Offset} to {data.Offset + data.Length} of {data.Location}, which has {size}", "the whole file that was saved with the model", "copy both files again");
            }
        }

        return null;
    }

    private static ToolException? OfForeignOperators(string path, GraphFile graph, OnnxRuntimeException fault)
    {
        string[] foreign = [.. graph.Operators.Where(used => !KnownDomains.Contains(used.Domain) && !graph.Functions.Contains($"{used.Domain}:{used.Operation}")).Select(used => $"{used.Operation} of {used.Domain}").Order(StringComparer.Ordinal)];
        return foreign.Length == 0 ? null : Told(
            fault,
            $"{path} uses {(foreign.Length == 1 ? "a custom operator" : "custom operators")}: {string.Join(", ", foreign)}",
            "operators of ONNX or of ONNX Runtime",
            "export the model without them; this program loads no operator libraries");
    }

    private static ToolException? OfOperator(string path, OnnxRuntimeException fault)
    {
        if (UnknownOperator().Match(fault.Message) is { Success: true } unknown)
        {
            return Told(
                fault,
                $"{path} uses the operator {unknown.Groups["operation"].Value}, which is not in version {unknown.Groups["version"].Value} of its operator set",
                "operators of the sets that the model declares",
                Check);
        }

        return Unimplemented().Match(fault.Message) is { Success: true } missing
            ? Told(fault, $"{path} uses the operator {missing.Groups["operation"].Value} in a form that ONNX Runtime has no code for", "operators for the types and versions that it has", "export the model in float32, or for another opset")
            : null;
    }

    private static ToolException? OfVersion(string path, OnnxRuntimeException fault)
    {
        if (LateOpset().Match(fault.Message) is { Success: true } opset)
        {
            return Told(fault, $"{path} is of opset {opset.Groups["version"].Value}", $"at most opset {opset.Groups["most"].Value}, which this ONNX Runtime knows", "export the model for an earlier opset");
        }

        return LateFormat().Match(fault.Message) is { Success: true } format
            ? Told(fault, $"{path} is of ONNX format version {format.Groups["version"].Value}", $"at most version {format.Groups["most"].Value}, which this ONNX Runtime reads", "save the model with an earlier ir_version")
            : null;
    }

    private static bool IsWithin(string folder, string file) => file.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ToolException Told(OnnxRuntimeException fault, string found, string expected, string next) =>
        ToolException.BadInput(found, expected, $"{next}\n  ONNX Runtime: {Words(fault.Message)}", fault);

    /// <summary>What ONNX Runtime says, on one line and without the error code.</summary>
    public static string Words(string message)
    {
        var end = message.IndexOf(']', StringComparison.Ordinal);
        var words = (message.StartsWith("[ErrorCode:", StringComparison.Ordinal) && end > 0 ? message[(end + 1)..] : message).ReplaceLineEndings(" ").Trim();
        return words.Length > LongestWords ? $"{words[..LongestWords]} …" : words;
    }

    [GeneratedRegex(@"running (?<operation>\w+) node\. Name:'(?<name>[^']*)'")]
    private static partial Regex FailingNode();

    [GeneratedRegex(@"No Op registered for (?<operation>\w+) with domain_version of (?<version>\d+)")]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"Could not find an implementation for (?<operation>\w+)\(\d+\)")]
    private static partial Regex Unimplemented();

    [GeneratedRegex(@"Opset (?<version>\d+) is under development.*?is till opset (?<most>\d+)", RegexOptions.Singleline)]
    private static partial Regex LateOpset();

    [GeneratedRegex(@"Unsupported model IR version: (?<version>\d+), max supported IR version: (?<most>\d+)")]
    private static partial Regex LateFormat();
}
