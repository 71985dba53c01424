using Microsoft.Win32.SafeHandles;

namespace FastArb.Feed.Internals;

/// <summary>A file that grows; what is in it is not moved.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Func<int, int>? _roomForWrite;

    public SegmentWriter(string path, Func<int, int>? roomForWrite)
    {
        _roomForWrite = roomForWrite;
        Path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Goes on with a file, of which so many bytes are kept.</summary>
    public SegmentWriter(string path, long length, Func<int, int>? roomForWrite)
    {
        _roomForWrite = roomForWrite;
        Path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        RandomAccess.SetLength(_file, length);
        Length = length;
    }

    public string Path { get; }

    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int room = _roomForWrite?.Invoke(bytes.Length) ?? bytes.Length;
        if (room < bytes.Length)
        {
            RandomAccess.Write(_file, bytes[..room], Length);
            throw new IOException("No space left on device");
        }

        RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Puts bytes in the place of others that were written before.</summary>
    public void Overwrite(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, offset);

    public void Sync() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();
}
