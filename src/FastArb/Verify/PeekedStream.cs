namespace FastArb.Verify;

/// <summary>
/// A stream that shows its first bytes before they are read: a pipe cannot be rewound after a look.
/// </summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream _rest;
    private readonly byte[] _head;
    private readonly int _headBytes;
    private int _headRead;

    public PeekedStream(Stream stream, int headBytesMax)
    {
        _rest = stream;
        _head = new byte[headBytesMax];
        _headBytes = stream.ReadAtLeast(_head, headBytesMax, throwOnEndOfStream: false);
    }

    /// <summary>The first bytes; fewer than asked for where the stream has no more.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headBytes);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        ReadOnlySpan<byte> head = Head[_headRead..];
        if (head.IsEmpty)
        {
            return _rest.Read(buffer);
        }

        int taken = Math.Min(head.Length, buffer.Length);
        head[..taken].CopyTo(buffer);
        _headRead += taken;
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
