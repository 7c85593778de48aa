namespace Toolchain.Inference.Images.Separation;

/// <summary>A smooth surface over a picture, fit to values of which some are no part of it: a polynomial of degree 0, 1 or 2 in x and y.</summary>
/// <remarks>
/// Robust regression by iteratively reweighted least squares with Tukey's biweight. Source: A. E. Beaton, J. W. Tukey, The fitting of power
/// series, 1974; the constant 4.685 is that of 95 % efficiency under Gaussian noise.
/// </remarks>
internal sealed class Surface
{
    private const double Tukey = 4.685;
    private const double MadToDeviation = 1.4826;
    private const int Rounds = 12;

    // values below this many grey levels are rounding
    private const double Rounding = 0.5;

    // how much better a surface of higher degree must fit before it is believed
    private const double Gain = 0.7;

    private static readonly int[] TermsByDegree = [1, 3, 6];

    private readonly double[] terms;

    private Surface(double[] terms, double spread) => (this.terms, Spread) = (terms, spread);

    /// <summary>Standard deviation of the values around the surface, those apart from it left out.</summary>
    public double Spread { get; }

    /// <summary>Fits the simplest surface that describes the values.</summary>
    /// <param name="points">Places, from −1 to 1 in both directions.</param>
    /// <param name="values">What was measured there.</param>
    public static Surface Fit(IReadOnlyList<(double X, double Y)> points, double[] values)
    {
        var best = OfDegree(0, points, values);
        foreach (var degree in (int[])[1, 2])
        {
            if (best.Spread <= Rounding || points.Count < 4 * TermsByDegree[degree])
            {
                break;
            }

            var next = OfDegree(degree, points, values);
            best = next.Spread < Gain * best.Spread && next.StaysWithin(points, values) ? next : best;
        }

        return best;
    }

    /// <summary>The surface's value at a place.</summary>
    public double At(double x, double y)
    {
        Span<double> basis = stackalloc double[6];
        Basis(x, y, basis);
        var sum = 0.0;
        for (var i = 0; i < terms.Length; i++)
        {
            sum += terms[i] * basis[i];
        }

        return sum;
    }

    // a surface that runs through most values may shoot far beyond all of them where it leaves the rest out, as in a corner in the shadow
    private bool StaysWithin(IReadOnlyList<(double X, double Y)> points, double[] values)
    {
        var slack = Rounding + (2 * Spread);
        var (least, most) = (values.Min() - slack, values.Max() + slack);
        return points.All(point => At(point.X, point.Y) is var value && value >= least && value <= most);
    }

    private static Surface OfDegree(int degree, IReadOnlyList<(double X, double Y)> points, double[] values)
    {
        var terms = new double[TermsByDegree[degree]];
        terms[0] = Median(values);
        var residuals = new double[values.Length];
        for (var round = 0; ; round++)
        {
            var surface = new Surface(terms, 0);
            for (var i = 0; i < values.Length; i++)
            {
                residuals[i] = Math.Abs(values[i] - surface.At(points[i].X, points[i].Y));
            }

            var spread = MadToDeviation * Median(residuals);
            if (degree == 0 || round == Rounds)
            {
                return new Surface(terms, spread);
            }

            terms = Solve(terms.Length, points, values, residuals, Math.Max(spread, Rounding) * Tukey) ?? terms;
        }
    }

    // weighted normal equations; null where they have no single solution
    private static double[]? Solve(int count, IReadOnlyList<(double X, double Y)> points, double[] values, double[] residuals, double reach)
    {
        var system = new double[count, count + 1];
        Span<double> basis = stackalloc double[6];
        for (var i = 0; i < values.Length; i++)
        {
            var share = residuals[i] / reach;
            if (share >= 1)
            {
                continue;
            }

            var weight = (1 - (share * share)) * (1 - (share * share));
            Basis(points[i].X, points[i].Y, basis);
            for (var row = 0; row < count; row++)
            {
                for (var column = 0; column < count; column++)
                {
                    system[row, column] += weight * basis[row] * basis[column];
                }

                system[row, count] += weight * basis[row] * values[i];
            }
        }

        return Eliminate(system, count);
    }

    // Gauss and Jordan, without pivoting: the matrix is symmetric and positive definite, or there is no solution
    private static double[]? Eliminate(double[,] system, int count)
    {
        for (var pivot = 0; pivot < count; pivot++)
        {
            if (system[pivot, pivot] < 1e-9)
            {
                return null;
            }

            for (var row = 0; row < count; row++)
            {
                var factor = system[row, pivot] / system[pivot, pivot];
                for (var column = pivot; row != pivot && column <= count; column++)
                {
                    system[row, column] -= factor * system[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, count).Select(i => system[i, count] / system[i, i])];
    }

    private static void Basis(double x, double y, Span<double> basis)
    {
        (basis[0], basis[1], basis[2]) = (1, x, y);
        (basis[3], basis[4], basis[5]) = (x * x, x * y, y * y);
    }

    private static double Median(double[] values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
