using System.Runtime.InteropServices;
using Google.Protobuf;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Rewriting;

/// <summary>The words that changes of a graph are written in.</summary>
internal static class GraphEdits
{
    extension(NodeProto node)
    {
        /// <summary>Whether the node is nothing but a stored tensor.</summary>
        public bool IsConstant => node.OpType == "Constant" && node.Attribute is [{ T: not null }];

        /// <summary>A number that steers the node, or what the operator takes without it.</summary>
        public float Number(string attribute, float otherwise) => node.Attribute.FirstOrDefault(found => found.Name == attribute) is { } given ? given.F : otherwise;

        /// <summary>A whole number that steers the node, or what the operator takes without it.</summary>
        public long Whole(string attribute, long otherwise) => node.Attribute.FirstOrDefault(found => found.Name == attribute) is { } given ? given.I : otherwise;

        /// <summary>Reads one value in place of another.</summary>
        public void Replace(string input, string by)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == input ? by : node.Input[i];
            }
        }
    }

    extension(TensorProto tensor)
    {
        /// <summary>The values of a float32 tensor as we write them.</summary>
        public ReadOnlySpan<float> Floats => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);

        /// <summary>Number of values.</summary>
        public long Count => tensor.Dims.Aggregate(1L, (product, size) => checked(product * size));
    }

    extension(ModelProto model)
    {
        /// <summary>A copy that also gives some values that are its own affair; ONNX Runtime infers their types.</summary>
        public ModelProto WithOutputs(IEnumerable<string> values)
        {
            var copy = model.Clone(); // the bytes of the tensors are shared
            copy.Graph.Output.Add(values.Except(copy.Graph.Output.Select(output => output.Name)).Select(value => new ValueInfoProto { Name = value }));
            return copy;
        }
    }

    extension(GraphProto graph)
    {
        /// <summary>Removes nodes and initializers that no output needs.</summary>
        public void RemoveUnused()
        {
            var needed = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
            for (var i = graph.Node.Count - 1; i >= 0; i--) // the nodes stand in the order of the computation
            {
                if (graph.Node[i].Output.Any(needed.Contains))
                {
                    needed.UnionWith(graph.Node[i].Input);
                }
                else
                {
                    graph.Node.RemoveAt(i);
                }
            }

            for (var i = graph.Initializer.Count - 1; i >= 0; i--)
            {
                if (!needed.Contains(graph.Initializer[i].Name))
                {
                    graph.Initializer.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>A tensor to store.</summary>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="type">The ONNX type of <typeparamref name="T"/>.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Sizes; none for a single number.</param>
    public static TensorProto Tensor<T>(string name, DataType type, ReadOnlySpan<T> values, params IEnumerable<long> shape)
        where T : unmanaged => new()
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };

    /// <summary>An operator, called after its first output.</summary>
    public static NodeProto Node(string op, IEnumerable<string> inputs, IReadOnlyList<string> outputs, params IEnumerable<AttributeProto> attributes) =>
        new() { OpType = op, Name = outputs[0], Input = { inputs }, Output = { outputs }, Attribute = { attributes } };
}
