using Toolchain.Inference.Classification;

namespace Toolchain.Inference.Tests.Classification;

public class PictureSourceTests
{
    [Fact]
    public void A_path_does_not_wait_for_the_next_one()
    {
        using var input = new SlowInput("a.png", "b.png");
        using var pictures = PictureSource.Of(["-"], input).GetEnumerator();

        // gaps before the first path mean only that the reader has just started
        while (pictures.MoveNext() && pictures.Current is null)
        {
        }

        Assert.Equal("a.png", pictures.Current?.Path);
        Assert.True(pictures.MoveNext());
        Assert.Null(pictures.Current); // and the second path is still held back

        input.Release();

        Assert.True(pictures.MoveNext());
        Assert.Equal("b.png", pictures.Current?.Path);
    }

    // a pipe whose writer pauses after the first line
    private sealed class SlowInput(params string[] lines) : TextReader
    {
        private readonly ManualResetEventSlim released = new();
        private int next;

        public void Release() => released.Set();

        public override string? ReadLine()
        {
            if (next == 1)
            {
                released.Wait(TestContext.Current.CancellationToken);
            }

            return next < lines.Length ? lines[next++] : null;
        }

        protected override void Dispose(bool disposing)
        {
            released.Set();
            base.Dispose(disposing);
        }
    }
}
