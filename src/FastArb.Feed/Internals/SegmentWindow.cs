using Microsoft.Win32.SafeHandles;

namespace FastArb.Feed.Internals;

/// <summary>
/// A window that moves forward over a file, large enough for whatever is asked of it at once.
/// </summary>
internal sealed class SegmentWindow : IDisposable
{
    private readonly SafeFileHandle _file;
    private byte[] _buffer;
    private int _start;
    private int _end;

    public SegmentWindow(string path, byte[] buffer)
    {
        Path = path;
        _buffer = buffer;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_file);
    }

    public string Path { get; }

    /// <summary>
    /// The file's length when it was looked at last; what is appended later is not looked at.
    /// </summary>
    public long Length { get; private set; }

    /// <summary>Where in the file the window begins.</summary>
    public long Offset { get; private set; }

    public long Left => Length - Offset;

    /// <summary>The buffer, grown where that was needed; for the next file.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>The next bytes, or as many as there are.</summary>
    public ReadOnlySpan<byte> Peek(int bytes)
    {
        if (_end - _start < bytes)
        {
            Fill(bytes);
        }

        return _buffer.AsSpan(_start, Math.Min(bytes, _end - _start));
    }

    public void Advance(int bytes)
    {
        _start += bytes;
        Offset += bytes;
    }

    /// <summary>
    /// Whether the file has grown since, as it does while it is written. What was read ahead is read again: a
    /// torn tail may have been cut off meanwhile.
    /// </summary>
    public bool HasGrown()
    {
        _start = _end = 0;
        long length = Length;
        Length = RandomAccess.GetLength(_file);
        return Length > length;
    }

    /// <summary>All that follows, for a search; the window stays.</summary>
    public byte[] ReadRest()
    {
        byte[] rest = new byte[Left];
        int read = 0;
        while (read < rest.Length)
        {
            int more = RandomAccess.Read(_file, rest.AsSpan(read), Offset + read);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        return rest[..read];
    }

    public void Dispose() => _file.Dispose();

    private void Fill(int bytes)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (bytes > _buffer.Length && bytes <= Left)
        {
            Array.Resize(ref _buffer, bytes);
        }

        while (_end < bytes)
        {
            long at = Offset + _end;
            int room = (int)Math.Min(_buffer.Length - _end, Length - at);
            int read = room == 0 ? 0 : RandomAccess.Read(_file, _buffer.AsSpan(_end, room), at);
            if (read == 0)
            {
                return;
            }

            _end += read;
        }
    }
}
