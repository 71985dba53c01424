namespace FastArb.Verify;

/// <summary>
/// Cuts a stream into lines at <c>\n</c>, in bounded memory. A line stays valid until the next one is read.
/// </summary>
internal sealed class LineReader
{
    /// <summary>Real vectors stay below 100 kB a line; what is longer is not a vector file.</summary>
    public const int LineBytesMax = 1 << 20;

    private readonly Stream _stream;
    private readonly int _lineBytesMax;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _ended;

    public LineReader(Stream stream, int lineBytesMax = LineBytesMax, int bufferBytes = 64 << 10)
    {
        _stream = stream;
        _lineBytesMax = lineBytesMax;
        _buffer = new byte[bufferBytes];
    }

    /// <summary>The number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0 || (_ended && _end > _start))
            {
                int lineBytes = length >= 0 ? searched + length : _end - _start;
                RefuseIfLonger(lineBytes);
                LineNumber++;
                line = _buffer.AsMemory(_start, lineBytes);
                _start = Math.Min(_end, _start + lineBytes + 1);
                return true;
            }

            if (_ended)
            {
                line = default;
                return false;
            }

            searched = _end - _start;
            RefuseIfLonger(searched);
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = ReadStream(_buffer.AsSpan(_end));
        _ended = read == 0;
        _end += read;
    }

    private void RefuseIfLonger(int lineBytes)
    {
        if (lineBytes > _lineBytesMax)
        {
            throw new InvalidDataException($"line {LineNumber + 1} is longer than {_lineBytesMax} bytes");
        }
    }

    private int ReadStream(Span<byte> free)
    {
        try
        {
            return _stream.Read(free);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException(
                $"the compressed data is damaged or cut short after line {LineNumber}",
                damage
            );
        }
    }
}
