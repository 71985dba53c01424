using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.Feed.Internals;
using FastArb.Ring;

namespace FastArb.Feed;

// Append runs on the reader's thread: may not allocate, throw or make a system call; waits only where the
// queue is full, which is counted. Costs some 45 ns for 700 bytes. Run is the writer thread's.

/// <summary>
/// Records every input, raw, into the segments of a run's folder. When the disk fails, recording stops and
/// <see cref="Fault"/> says so, while <see cref="Append"/> goes on to take inputs and to give them positions.
/// </summary>
public sealed class InputRecorder : IDisposable
{
    private const int QueueBytesMin = 256;

    private readonly ByteQueue _queue;
    private readonly int _pieceBytes;
    private readonly InputSegments _segments;
    private readonly TimeSpan _syncInterval;
    private long _position;
    private long _durablePosition;
    private volatile Exception? _fault;

    /// <summary>Makes the folder and its first segment.</summary>
    /// <exception cref="IOException">It holds a recording already, or cannot be written.</exception>
    public InputRecorder(string runFolder, InputRecorderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string folder = RunFolder.InputOf(runFolder);
        Directory.CreateDirectory(folder);
        InputTail.Place place = default;
        if (options.Continues)
        {
            place = InputTail.Cut(runFolder);
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new IOException($"{folder} holds a recording already; choose another folder");
        }

        TornTail = place.Cut;
        _position = place.Position;
        _durablePosition = place.Position;
        uint queueBytes = (uint)Math.Max(QueueBytesMin, options.QueueBytes);
        // The writer's thread looks again by itself: nobody must wake it before a message is decoded.
        _queue = new ByteQueue((int)BitOperations.RoundUpToPowerOf2(queueBytes), WaitStyle.Sleeping);
        // No more than a quarter of the queue stays empty where a record does not fit before its end.
        _pieceBytes = _queue.Capacity / 4;
        _segments = new InputSegments(runFolder, options, place);
        _syncInterval = options.SyncInterval;
    }

    /// <summary>What was cut off the recording that this one goes on with.</summary>
    public TornTail? TornTail { get; }

    /// <summary>
    /// Where the next record will be. To other threads: behind all inputs that they know of.
    /// </summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>All records before it outlive this process.</summary>
    public long WrittenPosition => _segments.WrittenPosition;

    /// <summary>All records before it are safe from a power failure.</summary>
    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>Why recording has stopped; null while it goes on.</summary>
    public Exception? Fault => _fault;

    /// <summary>How often the reader's thread had to wait because the queue was full.</summary>
    public long FullWaits => _queue.FullWaits;

    /// <summary>Whether the writer's thread has taken all that was put in.</summary>
    public bool IsDrained => _queue.IsEmpty;

    /// <summary>Takes an input, and says at which place of the recording it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Append(InputKind kind, byte connection, ReadOnlySpan<byte> payload, long receiveTime)
    {
        long position = _position;
        int size = InputRecordLayout.SizeOf(payload.Length);
        if ((uint)size <= (uint)_pieceBytes && _queue.TryClaim(size, out Span<byte> record))
        {
            // The padding, which lies within the last eight bytes.
            Unsafe.WriteUnaligned(ref record[size - InputRecordLayout.Alignment], 0L);
            InputRecordLayout.WriteHeader(record, kind, connection, payload.Length, receiveTime);
            payload.CopyTo(record[InputRecordLayout.HeaderBytes..]);
            _queue.Publish();
        }
        else
        {
            AppendSlowly(kind, connection, payload, receiveTime);
        }

        _position = position + size;
        return position;
    }

    /// <summary>No input follows; <see cref="Run"/> writes what there is and returns.</summary>
    public void Complete() => _queue.Complete();

    /// <summary>
    /// The loop of the writer's thread: returns after <see cref="Complete"/>, when all is on the disk, or
    /// nothing more can be.
    /// </summary>
    public void Run()
    {
        try
        {
            WriteAll();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _fault = failure;
            DropAll();
        }
        catch (Exception failure)
        {
            _fault = failure;
            throw;
        }
        finally
        {
            _queue.Cancel();
        }
    }

    public void Dispose()
    {
        _queue.Cancel();
        _segments.Dispose();
    }

    // Where the queue is full, or the record so large that it goes through in pieces.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendSlowly(InputKind kind, byte connection, ReadOnlySpan<byte> payload, long receiveTime)
    {
        InputRecordLayout.RefuseIfTooLong(payload.Length);
        try
        {
            int size = InputRecordLayout.SizeOf(payload.Length);
            Span<byte> piece = _queue.Claim(Math.Min(size, _pieceBytes));
            InputRecordLayout.WriteHeader(piece, kind, connection, payload.Length, receiveTime);
            Fill(piece[InputRecordLayout.HeaderBytes..], ref payload);
            while (!payload.IsEmpty)
            {
                int rest = InputRecordLayout.Padded(payload.Length);
                Fill(_queue.Claim(Math.Min(rest, _pieceBytes)), ref payload);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody writes any more: the record is lost, as after a failure of the disk.
        }
    }

    private void Fill(Span<byte> piece, ref ReadOnlySpan<byte> payload)
    {
        int part = Math.Min(piece.Length, payload.Length);
        payload[..part].CopyTo(piece);
        piece[part..].Clear();
        _queue.Publish();
        payload = payload[part..];
    }

    private void WriteAll()
    {
        long syncedAt = Stopwatch.GetTimestamp();
        while (!_queue.IsDrained && !_queue.IsCanceled)
        {
            if (_queue.TryRead(out ReadOnlySpan<byte> bytes))
            {
                _segments.Take(bytes);
                _queue.Release();
            }
            else
            {
                _segments.Write();
                TimeSpan unsafeFor = Stopwatch.GetElapsedTime(syncedAt);
                if (_segments.IsDurable)
                {
                    _queue.Wait();
                }
                else if (unsafeFor < _syncInterval)
                {
                    _queue.Wait(_syncInterval - unsafeFor);
                }
            }

            if (!_segments.IsDurable && Stopwatch.GetElapsedTime(syncedAt) >= _syncInterval)
            {
                Sync();
                syncedAt = Stopwatch.GetTimestamp();
            }
        }

        _segments.Write();
        Sync();
    }

    private void Sync()
    {
        _segments.Sync();
        Volatile.Write(ref _durablePosition, _segments.DurablePosition);
    }

    private void DropAll()
    {
        while (!_queue.IsCanceled && _queue.Wait())
        {
            _queue.TryRead(out _);
            _queue.Release();
        }
    }
}
