namespace Toolchain.Contracts.Networks.Plain;

/// <summary>What flows between two layers for one sample.</summary>
/// <param name="Values">The numbers, row-major.</param>
/// <param name="Shape">Sizes, without the batch.</param>
internal sealed record PlainValue(double[] Values, IReadOnlyList<int> Shape)
{
    /// <summary>Numbers of a channel, the first axis being the channels.</summary>
    public int Area => Values.Length / Shape[0];

    /// <summary>Numbers before an axis's first step and within one of its steps: value (o, i, n) of the axis lies at (o · size + i) · inner + n.</summary>
    public (int Outer, int Size, int Inner) Around(int axis)
    {
        var inner = Count(Shape.Skip(axis + 1));
        return (Values.Length / (Shape[axis] * inner), Shape[axis], inner);
    }

    /// <summary>The place of an axis that is counted as PyTorch does, the batch being axis 0.</summary>
    public int Place(int dim) => dim < 0 ? dim + Shape.Count : dim - 1;

    /// <summary>Places in a shape.</summary>
    public static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (product, size) => product * size);

    /// <summary>The coordinates of a place in a shape.</summary>
    public static int[] Coordinates(int place, IReadOnlyList<int> shape)
    {
        var coordinates = new int[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            (place, coordinates[axis]) = Math.DivRem(place, shape[axis]);
        }

        return coordinates;
    }

    /// <summary>The place of coordinates in a shape; an axis of size 1 counts for all.</summary>
    public static int PlaceOf(IReadOnlyList<int> coordinates, IReadOnlyList<int> shape)
    {
        var place = 0;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            place = (place * shape[axis]) + (shape[axis] == 1 ? 0 : coordinates[axis + coordinates.Count - shape.Count]);
        }

        return place;
    }
}
