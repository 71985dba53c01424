using System.Buffers.Binary;

namespace FastArb.Feed.Internals;

// Runs on the writer's thread. Allocates for a segment's file and for a record larger than all before it.

/// <summary>
/// Turns the bytes of records into segments: puts checksums in, writes, begins new files, syncs.
/// </summary>
internal sealed class InputSegments : IDisposable
{
    private const int StagedBytes = 512 << 10;
    private const int WriteFrom = 256 << 10;

    private readonly SegmentFiles _files;
    private readonly InputRecorderOptions _options;
    private byte[] _staged = GC.AllocateUninitializedArray<byte>(StagedBytes);
    private int _sealedBytes;
    private int _stagedBytes;
    private long _position;
    private long _writtenPosition;
    private int _number;
    private SegmentWriter _file;

    public InputSegments(string runFolder, InputRecorderOptions options, InputTail.Place place)
    {
        _options = options;
        _files = new SegmentFiles(RunFolder.InputOf(runFolder), SegmentFiles.Input);
        _number = place.Segment;
        _position = place.Position;
        _writtenPosition = place.Position;
        DurablePosition = place.Position;
        _file = Open();
    }

    /// <summary>The system has all records before it. May be asked from any thread.</summary>
    public long WrittenPosition => Volatile.Read(ref _writtenPosition);

    public long DurablePosition { get; private set; }

    public bool IsDurable => DurablePosition == _writtenPosition;

    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int taken = Math.Min(bytes.Length, _staged.Length - _stagedBytes);
            bytes[..taken].CopyTo(_staged.AsSpan(_stagedBytes));
            _stagedBytes += taken;
            bytes = bytes[taken..];
            SealRecords();
            if (_sealedBytes >= WriteFrom)
            {
                Write();
            }
        }
    }

    /// <summary>Hands all whole records to the system.</summary>
    public void Write()
    {
        if (_sealedBytes > 0)
        {
            _file.Write(_staged.AsSpan(0, _sealedBytes));
            Volatile.Write(ref _writtenPosition, _writtenPosition + _sealedBytes);
            _staged.AsSpan(_sealedBytes, _stagedBytes - _sealedBytes).CopyTo(_staged);
            _stagedBytes -= _sealedBytes;
            _sealedBytes = 0;
        }
    }

    /// <summary>Makes what was written safe from a power failure.</summary>
    public void Sync()
    {
        _file.Sync();
        DurablePosition = _writtenPosition;
    }

    public void Dispose() => _file.Dispose();

    private void SealRecords()
    {
        while (_stagedBytes - _sealedBytes >= InputRecordLayout.HeaderBytes)
        {
            int size = InputRecordLayout.SizeOf(
                BinaryPrimitives.ReadInt32LittleEndian(_staged.AsSpan(_sealedBytes))
            );
            if (size > _staged.Length)
            {
                Array.Resize(ref _staged, size + StagedBytes);
            }

            if (size > _stagedBytes - _sealedBytes)
            {
                // The rest of it is still to come; there must be room for it.
                if (_sealedBytes + size > _staged.Length)
                {
                    Write();
                }

                return;
            }

            long length = _file.Length + _sealedBytes;
            if (length + size > _options.SegmentBytes && length > SegmentHeader.ByteCount)
            {
                BeginNext();
            }

            InputRecordLayout.Seal(_staged.AsSpan(_sealedBytes, size), _position);
            _sealedBytes += size;
            _position += size;
        }
    }

    private void BeginNext()
    {
        Write();
        Sync();
        _file.Dispose();
        _number++;
        _file = Open();
    }

    private SegmentWriter Open()
    {
        SegmentWriter file = new(_files.PathOf(_number), _options.RoomForWrite);
        Span<byte> header = stackalloc byte[SegmentHeader.ByteCount];
        new SegmentHeader(_number, _position, _options.Anchor, _options.ChainId).Write(
            header,
            InputRecordLayout.Magic
        );
        file.Write(header);
        return file;
    }
}
