using System.Globalization;
using Spectre.Console;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Reports;

/// <summary>A model's content for people.</summary>
internal static class ModelTables
{
    /// <summary>Writes facts, inputs and outputs, nodes, initializers and metadata.</summary>
    public static void Write(IAnsiConsole console, ModelSummary model)
    {
        Write(
            console,
            ["file", Printable.Of(model.Model)],
            [
                ["bytes", Number(model.Bytes)],
                ["format (IR)", Number(model.IrVersion)],
                ["opsets", Printable.Of(string.Join(", ", model.Opsets.Select(pair => $"{pair.Key} {pair.Value}")))],
                ["producer", Printable.Of(model.Producer)],
                ["graph", Printable.Of(model.Graph)],
                ["parameters", $"{Number(model.Parameters)} in {Number(model.ParameterBytes)} bytes"],
                .. model.NotInferred is { } why ? [["shapes", Printable.Of($"not known: {why}")]] : Array.Empty<string[]>(),
            ]);
        Write(
            console,
            ["", "name", "type", "shape"],
            [
                .. model.Inputs.Select(value => Row("input", value)),
                .. model.Outputs.Select(value => Row("output", value)),
            ]);
        Write(
            console,
            ["node", "operator", "inputs", "outputs", "parameters", "bytes", "attributes"],
            [.. model.Nodes.Select(Row)]);
        Write(
            console,
            ["initializer", "type", "shape", "bytes"],
            [.. model.Initializers.Select(tensor => new[] { Printable.Of(tensor.Name), tensor.Type, Shape(tensor.Shape), Number(tensor.Bytes) + (tensor.Outside is { } file ? $" in {Printable.Of(file)}" : "") })]);
        Write(
            console,
            ["metadata", "value"],
            [.. model.Metadata.Select(pair => new[] { Printable.Of(pair.Key), Printable.Of(pair.Value) })]);
    }

    private static void Write(IAnsiConsole console, string[] columns, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(table);
    }

    private static string[] Row(string role, ValueSummary value) =>
        [role, Printable.Of(value.Name), value.Type, value.Shape is { } shape ? Shape(shape.Select(Printable.Of)) : "any"];

    private static string[] Row(NodeSummary node) =>
    [
        Printable.Of(node.Name),
        Printable.Of(node.Op),
        Lines(node.Inputs),
        Lines(node.Outputs.Zip(node.Shapes ?? [.. node.Outputs.Select(_ => "")], (name, shape) => shape.Length == 0 ? name : $"{name}: {shape}")),
        node.Parameters == 0 ? "" : Number(node.Parameters),
        node.ParameterBytes == 0 ? "" : Number(node.ParameterBytes),
        Lines(node.Attributes.Select(pair => $"{pair.Key} = {pair.Value}")),
    ];

    private static string Shape<T>(IEnumerable<T> sizes) => $"[{string.Join(", ", sizes)}]";

    private static string Lines(IEnumerable<string> values) => string.Join('\n', values.Select(Printable.Of));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
