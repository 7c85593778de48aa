using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>What the values of a network's input are.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>64-bit whole numbers: positions in a table, such as the words of a text.</summary>
    [JsonStringEnumMemberName("int64")]
    Int64,
}
