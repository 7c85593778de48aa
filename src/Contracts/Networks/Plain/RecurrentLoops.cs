namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Sequences step by step.</summary>
internal static class RecurrentLoops
{
    /// <summary>What a layer gives for [time, features].</summary>
    public static double[] Answer(Recurrence layer, PlainWeights own, PlainValue input)
    {
        var time = input.Shape[0];
        var (steps, states) = (Rows(input.Values, time), Array.Empty<double[]>());
        for (var depth = 0; depth < layer.NumLayers; depth++)
        {
            var ways = Enumerable.Range(0, layer.Directions).Select(direction => Run(layer, own, Recurrence.Suffix(depth, direction), direction == 0 ? steps : [.. steps.Reverse()])).ToArray();
            states = [.. ways.Select(way => way[^1])];
            steps = [.. Enumerable.Range(0, time).Select(step => ways.SelectMany((way, direction) => way[direction == 0 ? step : time - 1 - step]).ToArray())];
        }

        return layer.Returns switch
        {
            RecurrentAnswer.Last => steps[^1],
            RecurrentAnswer.State => [.. states.SelectMany(state => state)],
            _ => [.. steps.SelectMany(step => step)],
        };
    }

    // the state after each step
    private static double[][] Run(Recurrence layer, PlainWeights own, string suffix, double[][] steps)
    {
        var (hidden, states) = (layer.HiddenSize, new List<double[]>());
        var (state, cell) = (new double[hidden], new double[hidden]);
        foreach (var step in steps)
        {
            var read = DenseLoops.Product(step, own[$"weight_ih_{suffix}"], own.Optional($"bias_ih_{suffix}"));
            var kept = DenseLoops.Product(state, own[$"weight_hh_{suffix}"], own.Optional($"bias_hh_{suffix}"));
            double Sum(int gate, int i) => read[(gate * hidden) + i] + kept[(gate * hidden) + i];
            var before = state;
            (state, cell) = layer switch
            {
                Lstm => Remember(Sum, cell),
                Gru => ([.. before.Select((old, i) =>
                {
                    var fresh = Math.Tanh(read[(2 * hidden) + i] + (Sigmoid(Sum(0, i)) * kept[(2 * hidden) + i]));
                    return ((1 - Sigmoid(Sum(1, i))) * fresh) + (Sigmoid(Sum(1, i)) * old);
                })], cell),
                Rnn { Nonlinearity: Nonlinearity.Relu } => ([.. before.Select((_, i) => Math.Max(0, Sum(0, i)))], cell),
                _ => ([.. before.Select((_, i) => Math.Tanh(Sum(0, i)))], cell),
            };
            states.Add(state);
        }

        return [.. states];
    }

    private static (double[] State, double[] Cell) Remember(Func<int, int, double> sum, double[] cell)
    {
        double[] next = [.. cell.Select((old, i) => (Sigmoid(sum(1, i)) * old) + (Sigmoid(sum(0, i)) * Math.Tanh(sum(2, i))))];
        return ([.. next.Select((value, i) => Sigmoid(sum(3, i)) * Math.Tanh(value))], next);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double[][] Rows(double[] values, int rows) => [.. values.Chunk(values.Length / rows)];
}
