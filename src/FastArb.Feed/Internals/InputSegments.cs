using System.Buffers.Binary;

namespace FastArb.Feed.Internals;

// Runs on the writer's thread. Allocates for a segment's file only.

/// <summary>
/// Turns the bytes of records into segments: puts checksums in, writes, begins new files, syncs.
/// </summary>
internal sealed class InputSegments : IDisposable
{
    private const int StagedBytes = 512 << 10;
    private const int WriteFrom = 256 << 10;

    private readonly SegmentFiles _files;
    private readonly InputRecorderOptions _options;
    private readonly byte[] _staged = GC.AllocateUninitializedArray<byte>(StagedBytes);
    private LargeRecord _large;
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
            if (_large.RestBytes > 0)
            {
                int part = Math.Min(bytes.Length, _large.RestBytes);
                GoOnWithLarge(bytes[..part]);
                bytes = bytes[part..];
                continue;
            }

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
                BeginLarge(size);
                return;
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

            BeginNextIfFull(size);
            InputRecordLayout.Seal(_staged.AsSpan(_sealedBytes, size), _position);
            _sealedBytes += size;
            _position += size;
        }
    }

    // A record that is larger than the staging goes straight on, and its checksum is put in behind it: until
    // then it is a torn tail to everybody who looks.
    private void BeginLarge(int size)
    {
        BeginNextIfFull(size);
        Write();
        _large = new LargeRecord(_file.Length, size, InputRecordLayout.ChecksumBegun(_position));
        ReadOnlySpan<byte> begin = _staged.AsSpan(0, _stagedBytes);
        _large.Checksum = Crc32C.Add(_large.Checksum, begin[..InputRecordLayout.ChecksumAt]);
        _file.Write(begin[..InputRecordLayout.ChecksumEnd]);
        _large.RestBytes -= InputRecordLayout.ChecksumEnd;
        _stagedBytes = 0;
        GoOnWithLarge(begin[InputRecordLayout.ChecksumEnd..]);
    }

    private void GoOnWithLarge(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _large.Checksum = Crc32C.Add(_large.Checksum, bytes);
        _large.RestBytes -= bytes.Length;
        if (_large.RestBytes == 0)
        {
            Span<byte> checksum = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Finish(_large.Checksum));
            _file.Overwrite(_large.FileOffset + InputRecordLayout.ChecksumAt, checksum);
            _position += _large.Size;
            Volatile.Write(ref _writtenPosition, _position);
        }
    }

    private void BeginNextIfFull(int size)
    {
        long length = _file.Length + _sealedBytes;
        if (length + size <= _options.SegmentBytes || length <= SegmentHeader.ByteCount)
        {
            return;
        }

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

    private struct LargeRecord(long fileOffset, int size, uint checksum)
    {
        public readonly long FileOffset = fileOffset;
        public readonly int Size = size;
        public int RestBytes = size;
        public uint Checksum = checksum;
    }
}
