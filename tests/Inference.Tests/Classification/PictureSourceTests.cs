using Toolchain.Inference.Classification;

namespace Toolchain.Inference.Tests.Classification;

public class PictureSourceTests
{
    [Fact]
    public void A_path_does_not_wait_for_the_next_one()
    {
        var writer = new Line("a.png", "b.png");

        using var pictures = PictureSource.Of(["-"], writer).GetEnumerator();
        pictures.MoveNext();
        var first = pictures.Current;
        pictures.MoveNext();

        Assert.Equal("a.png", first?.Path);
        Assert.Null(pictures.Current);
        Assert.Equal(1, writer.Asked);
    }

    // a pipe whose writer is slow: after each line there is nothing to peek at
    private sealed class Line(params string[] lines) : TextReader
    {
        public int Asked { get; private set; }

        public override int Peek() => -1;

        public override string? ReadLine() => Asked < lines.Length ? lines[Asked++] : null;
    }
}
