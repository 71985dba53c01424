namespace FastArb.Feed.Internals;

/// <summary>
/// What TLS reads from and writes to: the same polling, with the same idle hook, below the same
/// synchronous calls.
/// </summary>
internal sealed class PolledStream(PolledSocket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        // A stop is an exception here, since TLS would take any other answer for the end of the stream. It
        // leaves TLS as it was: reading can go on afterwards.
        SocketOutcome outcome = socket.Receive(buffer, out int count);
        return outcome is SocketOutcome.Done or SocketOutcome.End
            ? count
            : throw new IOException($"receiving ended: {outcome}");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        SocketOutcome outcome = socket.Send(buffer);
        if (outcome != SocketOutcome.Done)
        {
            throw new IOException($"sending ended: {outcome}");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
