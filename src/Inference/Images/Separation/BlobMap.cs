namespace Toolchain.Inference.Images.Separation;

/// <summary>The blobs of a map of ink: which pixels belong to which.</summary>
internal sealed class BlobMap
{
    private readonly int[] labels; // 0: no ink; otherwise 1 + index of the blob
    private readonly List<Blob> blobs = [];

    private BlobMap(int[] labels) => this.labels = labels;

    /// <summary>All blobs.</summary>
    public IReadOnlyList<Blob> Blobs => blobs;

    /// <summary>The blob of a pixel, or −1.</summary>
    public int this[int pixel] => labels[pixel] - 1;

    /// <summary>Finds the blobs of pixels with at least some ink, neighbours in eight directions.</summary>
    public static BlobMap Of(InkMap map, float least)
    {
        var found = new BlobMap(new int[map.Ink.Length]);
        var open = new Stack<int>();
        for (var i = 0; i < map.Ink.Length; i++)
        {
            if (map.Ink[i] >= least && found.labels[i] == 0)
            {
                found.Flood(map, least, i, open);
            }
        }

        return found;
    }

    private void Flood(InkMap map, float least, int start, Stack<int> open)
    {
        var label = blobs.Count + 1;
        var (left, top, right, bottom, mass) = (map.Width, map.Height, 0, 0, 0.0);
        labels[start] = label;
        open.Push(start);
        while (open.TryPop(out var pixel))
        {
            var (y, x) = Math.DivRem(pixel, map.Width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            mass += map.Ink[pixel];
            for (var row = Math.Max(0, y - 1); row <= Math.Min(map.Height - 1, y + 1); row++)
            {
                for (var column = Math.Max(0, x - 1); column <= Math.Min(map.Width - 1, x + 1); column++)
                {
                    var next = (row * map.Width) + column;
                    if (labels[next] == 0 && map.Ink[next] >= least)
                    {
                        labels[next] = label;
                        open.Push(next);
                    }
                }
            }
        }

        blobs.Add(new(left, top, right, bottom, mass));
    }
}
