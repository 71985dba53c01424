using System.Buffers.Binary;
using System.IO.Compression;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// Reads text messages of one connection that were written as lines. Such a file has no clock: a record's
/// receive time is its line's number from 0, its position where the line begins, and event time must
/// come from
/// the messages themselves.
/// </summary>
public sealed class FrameFileReader : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;
    private long _lineStart;
    private bool _hasEnded;

    public FrameFileReader(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);
        _stream = FrameFile.IsCompressed(path) ? new GZipStream(_file, CompressionMode.Decompress) : _file;
    }

    public long Count { get; private set; }

    /// <summary>Reads the next message; false at the end.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or the compressed data is damaged or cut
    /// short.</exception>
    public bool TryRead(out InputRecord record)
    {
        record = default;
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length < 0 && !_hasEnded)
            {
                searched = _end - _start;
                FrameFile.RefuseIfTooLong(searched, Count + 1);
                Fill();
                continue;
            }

            if (length < 0 && _start == _end)
            {
                return false;
            }

            int bytes = length < 0 ? _end - _start : searched + length;
            FrameFile.RefuseIfTooLong(bytes, Count + 1);
            record = new InputRecord
            {
                Kind = InputKind.Message,
                ReceiveTime = Count,
                Position = _lineStart,
                Payload = _buffer.AsSpan(_start, bytes),
            };
            _start = Math.Min(_end, _start + bytes + 1);
            _lineStart += bytes + 1;
            Count++;
            return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
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
        _end += read;
        if (read == 0)
        {
            _hasEnded = true;
            RefuseIfCutShort();
        }
    }

    private int ReadStream(Span<byte> room)
    {
        try
        {
            return _stream.Read(room);
        }
        catch (InvalidDataException damage)
        {
            throw CutShort(damage);
        }
    }

    // Without a switch that only a program's configuration can turn on, .NET takes the end of a cut
    // file for the
    // end of its content. The last four bytes of a whole one say how long the content is.
    private void RefuseIfCutShort()
    {
        if (_stream == _file || FrameFile.IsStrict)
        {
            return;
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        long at = RandomAccess.GetLength(_file.SafeFileHandle) - length.Length;
        uint content = (uint)(_lineStart + _end - _start);
        if (
            at < 0
            || RandomAccess.Read(_file.SafeFileHandle, length, at) < length.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(length) != content
        )
        {
            throw CutShort(null);
        }
    }

    private InvalidDataException CutShort(Exception? cause) =>
        new($"{_path}: the compressed data is damaged or cut short after line {Count}", cause);
}
