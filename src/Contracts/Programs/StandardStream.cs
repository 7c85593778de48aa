namespace Toolchain.Contracts.Programs;

/// <summary>A standard stream that may have been closed, or whose disk may be full, by whoever started the program.</summary>
/// <param name="stream">The stream.</param>
/// <param name="isForResults">Whether it must be told when nothing can be written; progress and faults that nobody can read must not cost the result.</param>
internal sealed class StandardStream(Stream stream, bool isForResults) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception fault) when (!isForResults && (fault is IOException or UnauthorizedAccessException))
        {
            // nobody reads it, and there is nowhere to say so
        }
        catch (UnauthorizedAccessException fault)
        {
            throw ToolException.WrongUsage("standard output is closed, so that no result can be written", "an open one", "redirect it to a file or a program in place of closing it", fault);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => stream.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
