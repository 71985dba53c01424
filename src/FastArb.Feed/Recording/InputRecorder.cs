using System.Diagnostics;
using System.Runtime.CompilerServices;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Append runs on the reader's thread: may not allocate, throw or make a system call; waits only where the
// queue is full, which is counted. Costs the copy of the payload and some 5 ns. Run is the writer thread's.

/// <summary>
/// Records every input, raw, into the segments of a run's folder. When the disk fails, recording stops and
/// <see cref="Fault"/> says so, while <see cref="Append"/> goes on to take inputs and to give them positions.
/// </summary>
public sealed class InputRecorder : IDisposable
{
    private const int LookAgainMs = 1;

    private readonly InputQueue _queue;
    private readonly InputSegments _segments;
    private readonly ManualResetEventSlim _completed = new();
    private readonly long _syncTicks;
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
        _queue = new InputQueue(options.QueueBytes);
        _segments = new InputSegments(runFolder, options, place);
        _syncTicks = (long)(options.SyncInterval.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>What was cut off the recording that this one goes on with.</summary>
    public TornTail? TornTail { get; }

    /// <summary>Where the next record will be. For the reader's thread.</summary>
    public long Position => _position;

    /// <summary>All records before it are safe from a power failure.</summary>
    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>Why recording has stopped; null while it goes on.</summary>
    public Exception? Fault => _fault;

    /// <summary>How many inputs had to wait because the queue was full.</summary>
    public long FullWaits => _queue.FullWaits;

    /// <summary>Whether the writer's thread has taken all that was put in.</summary>
    public bool IsDrained => _queue.IsEmpty;

    /// <summary>Takes an input, and says at which place of the recording it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Append(InputKind kind, byte connection, ReadOnlySpan<byte> payload, long receiveTime)
    {
        long position = _position;
        int size = InputRecordLayout.SizeOf(payload.Length);
        _position = position + size;
        Span<byte> record = _queue.Claim(size);
        if (record.IsEmpty)
        {
            AppendSlowly(kind, connection, payload, receiveTime, size);
            return position;
        }

        // The padding, which lies within the last eight bytes.
        Unsafe.WriteUnaligned(ref record[size - InputRecordLayout.Alignment], 0L);
        InputRecordLayout.WriteHeader(record, kind, connection, payload.Length, receiveTime);
        payload.CopyTo(record[InputRecordLayout.HeaderBytes..]);
        _queue.Publish(size);
        return position;
    }

    /// <summary>No input follows; <see cref="Run"/> writes what there is and returns.</summary>
    public void Complete()
    {
        _queue.Complete();
        _completed.Set();
    }

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
        finally
        {
            _queue.Close();
        }
    }

    public void Dispose()
    {
        _queue.Close();
        _segments.Dispose();
        _completed.Dispose();
    }

    // At the queue's end, where it turns, or where it is full.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendSlowly(
        InputKind kind,
        byte connection,
        ReadOnlySpan<byte> payload,
        long receiveTime,
        int size
    )
    {
        InputRecordLayout.RefuseIfTooLong(payload.Length);
        Span<byte> header = stackalloc byte[InputRecordLayout.HeaderBytes];
        InputRecordLayout.WriteHeader(header, kind, connection, payload.Length, receiveTime);
        Span<byte> padding = stackalloc byte[InputRecordLayout.Alignment];
        padding.Clear();
        _queue.Put(header);
        _queue.Put(payload);
        _queue.Put(padding[..(size - header.Length - payload.Length)]);
    }

    private void WriteAll()
    {
        long syncedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            // Asked before looking: what came before the word was said is seen after it.
            bool isComplete = _queue.IsComplete;
            Span<byte> bytes = _queue.Peek();
            if (!bytes.IsEmpty)
            {
                _segments.Take(bytes);
                _queue.Release(bytes.Length);
            }
            else
            {
                _segments.Write();
                if (isComplete)
                {
                    Sync();
                    return;
                }

                _completed.Wait(LookAgainMs);
            }

            if (!_segments.IsDurable && Stopwatch.GetTimestamp() - syncedAt >= _syncTicks)
            {
                Sync();
                syncedAt = Stopwatch.GetTimestamp();
            }
        }
    }

    private void Sync()
    {
        _segments.Sync();
        Volatile.Write(ref _durablePosition, _segments.DurablePosition);
    }

    private void DropAll()
    {
        while (true)
        {
            bool isComplete = _queue.IsComplete;
            int bytes = _queue.Peek().Length;
            _queue.Release(bytes);
            if (bytes == 0)
            {
                if (isComplete)
                {
                    return;
                }

                _completed.Wait(LookAgainMs);
            }
        }
    }
}
