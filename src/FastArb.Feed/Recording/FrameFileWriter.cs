using System.IO.Compression;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// Writes text messages as lines, byte for byte; compressed where the name ends in .gz. A raw line
/// break, which
/// JSON has only between its tokens, is written as a space: the message means the same.
/// </summary>
public sealed class FrameFileWriter : IDisposable
{
    private readonly Stream _stream;
    private byte[] _line = [];

    /// <summary>Makes the file; refuses to overwrite one.</summary>
    public FrameFileWriter(string path)
    {
        FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 << 10);
        _stream = FrameFile.IsCompressed(path) ? new GZipStream(file, CompressionLevel.Optimal) : file;
    }

    public long Count { get; private set; }

    /// <summary>How many messages had a line break, and so are not written byte for byte.</summary>
    public long ChangedCount { get; private set; }

    public void Write(ReadOnlySpan<byte> message)
    {
        FrameFile.RefuseIfTooLong(message.Length, Count + 1);
        if (_line.Length <= message.Length)
        {
            _line = new byte[Math.Max(64 << 10, (message.Length + 1) * 2)];
        }

        Span<byte> line = _line.AsSpan(0, message.Length + 1);
        message.CopyTo(line);
        if (message.ContainsAny((byte)'\n', (byte)'\r'))
        {
            line.Replace((byte)'\n', (byte)' ');
            line.Replace((byte)'\r', (byte)' ');
            ChangedCount++;
        }

        line[^1] = (byte)'\n';
        _stream.Write(line);
        Count++;
    }

    public void Dispose() => _stream.Dispose();
}
