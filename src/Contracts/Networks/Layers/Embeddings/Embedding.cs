using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>A layer that looks up rows of a trained table by whole numbers.</summary>
public abstract record Lookup : LayerSpec
{
    /// <summary>Rows of the table; the numbers are 0 to one less.</summary>
    public required int NumEmbeddings { get; init; }

    /// <summary>Features of a row.</summary>
    public required int EmbeddingDim { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override ElementType InputType => ElementType.Int64;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => [new($"{Name}.weight", [NumEmbeddings, EmbeddingDim], new Normal())];

    /// <summary>Refuses an empty table.</summary>
    protected void RequireTable()
    {
        RequirePositive(NumEmbeddings, "numEmbeddings");
        RequirePositive(EmbeddingDim, "embeddingDim");
    }
}

/// <summary>A row of features for each whole number: int64 […] → float32 […, features], weight [numbers, features].</summary>
/// <param name="PaddingIdx">The number whose row training leaves alone, from the end if negative; without meaning for the answers of a finished network.</param>
public sealed record Embedding(int? PaddingIdx = null) : Lookup
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireTable();
        if (PaddingIdx is { } padding)
        {
            RequireBetween(padding, -NumEmbeddings, NumEmbeddings - 1, "paddingIdx");
        }

        return [.. input, EmbeddingDim];
    }
}

/// <summary>How the rows of a bag become one.</summary>
public enum BagMode
{
    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("sum")]
    Sum,

    /// <summary>Their mean.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>The largest value of each feature.</summary>
    [JsonStringEnumMemberName("max")]
    Max,
}

/// <summary>One row of features for a bag of whole numbers: int64 [numbers of a bag] → float32 [features], weight [numbers, features].</summary>
/// <param name="Mode">How the rows become one.</param>
public sealed record EmbeddingBag(BagMode Mode = BagMode.Mean) : Lookup
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireTable();
        return !Enum.IsDefined(Mode) ? throw Impossible($"has the mode {Mode}; there are 'sum', 'mean' and 'max'")
            : input.Count == 1 ? [EmbeddingDim]
            : throw Impossible($"takes bags of one size, [numbers], but gets {Text(input)}");
    }
}
