using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// Next, TryNext and Publish run on the producer's thread alone; the rest on any.
// Allocates nothing on the way; waits where the slowest consumer is a whole ring behind.
// 3 ns to claim, publish and handle on one thread; 2 more where consumers may sleep.
/// <summary>
/// Gives out sequence numbers to the one producer, never a slot that a gating sequence has not passed.
/// </summary>
public sealed class SingleProducerSequencer
{
    private readonly Sequence _cursor = new();
    private readonly Lock _joining = new();
    private Sequence[] _gating = [];
    private bool _completed;
    private bool _claimsCanceled;
    private ProducerSide _producer;

    public SingleProducerSequencer(int bufferSize, WaitStyle waitStyle)
    {
        if (bufferSize < 1 || !BitOperations.IsPow2(bufferSize))
        {
            throw new ArgumentException(
                $"A ring's size must be a power of two, not {bufferSize}.",
                nameof(bufferSize)
            );
        }

        BufferSize = bufferSize;
        PublishedWaits = new WaitingRoom(waitStyle);
        AdvancedWaits = new WaitingRoom(waitStyle);
        _producer.Next = Sequence.InitialValue;
        _producer.GatingSeen = Sequence.InitialValue;
    }

    public int BufferSize { get; }

    /// <summary>The last sequence published.</summary>
    public long Cursor => _cursor.Value;

    /// <summary>How often the producer found the ring full and waited. Any thread may ask.</summary>
    public long FullWaits => Volatile.Read(ref _producer.FullWaits);

    /// <summary>The producer has said that nothing more comes.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    public bool AreClaimsCanceled => Volatile.Read(ref _claimsCanceled);

    internal Sequence CursorSequence => _cursor;

    /// <summary>Here wait those that need nothing but a publication.</summary>
    internal WaitingRoom PublishedWaits { get; }

    /// <summary>Here wait those that need a consumer to move on: the producer, and other consumers.</summary>
    internal WaitingRoom AdvancedWaits { get; }

    /// <summary>The next sequence to fill; waits while the ring is full.</summary>
    /// <exception cref="OperationCanceledException">Claims were canceled while it was full.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        long next = _producer.Next + 1;
        if (next - BufferSize > _producer.GatingSeen)
        {
            WaitForSpace(next - BufferSize);
        }

        _producer.Next = next;
        return next;
    }

    /// <summary>The last of so many next sequences.</summary>
    /// <exception cref="OperationCanceledException">Claims were canceled while there were too
    /// few.</exception>
    public long Next(int count)
    {
        CheckCount(count);
        long next = _producer.Next + count;
        if (next - BufferSize > _producer.GatingSeen)
        {
            WaitForSpace(next - BufferSize);
        }

        _producer.Next = next;
        return next;
    }

    /// <summary>The same without waiting: false while there are too few.</summary>
    public bool TryNext(int count, out long sequence)
    {
        CheckCount(count);
        long next = _producer.Next + count;
        if (next - BufferSize > _producer.GatingSeen && !HasSpace(next - BufferSize))
        {
            sequence = default;
            return false;
        }

        _producer.Next = next;
        sequence = next;
        return true;
    }

    /// <summary>Everything up to this sequence is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence)
    {
        _cursor.SetValue(sequence);
        PublishedWaits.Signal();
    }

    /// <summary>These are filled; the lower ones were published before.</summary>
    public void Publish(long low, long high)
    {
        if (low > high || low != _cursor.OwnValue + 1)
        {
            ThrowGap(low, high);
        }

        Publish(high);
    }

    /// <summary>
    /// Nothing more comes: consumers handle what was published, and then their waits end. The producer says
    /// so, after its last publication.
    /// </summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        PublishedWaits.Signal();
        AdvancedWaits.Signal();
    }

    /// <summary>From any thread: a producer that waits for space, now or later, stops waiting.</summary>
    public void CancelClaims()
    {
        Volatile.Write(ref _claimsCanceled, true);
        AdvancedWaits.Signal();
    }

    /// <summary>The producer may wait again.</summary>
    public void AllowClaims() => Volatile.Write(ref _claimsCanceled, false);

    /// <summary>
    /// The producer waits for these from now on. They are set to the cursor: who joins sees what is published
    /// after that, so its consumer must start later. From any thread.
    /// </summary>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences)
    {
        SetToCursor(sequences);
        lock (_joining)
        {
            Volatile.Write(ref _gating, [.. _gating, .. sequences]);
        }

        // Again: without the new ones in its way the producer may have gone round meanwhile.
        Interlocked.MemoryBarrier();
        SetToCursor(sequences);
    }

    /// <summary>The producer no longer waits for this one. From any thread.</summary>
    public bool RemoveGatingSequence(Sequence sequence)
    {
        bool wasThere;
        lock (_joining)
        {
            wasThere = _gating.Contains(sequence);
            Volatile.Write(ref _gating, [.. _gating.Where(one => one != sequence)]);
        }

        AdvancedWaits.Signal();
        return wasThere;
    }

    /// <summary>How many slots the producer could claim now. On its thread.</summary>
    public long GetRemainingCapacity()
    {
        HasSpace(long.MaxValue);
        return _gating.Length == 0 ? BufferSize : BufferSize - (_producer.Next - _producer.GatingSeen);
    }

    /// <summary>
    /// Moves a consumer on and wakes whoever waits for that; <see cref="Sequence.SetValue"/> alone wakes
    /// nobody.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(Sequence consumer, long value)
    {
        consumer.SetValue(value);
        AdvancedWaits.Signal();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForSpace(long wrapped)
    {
        if (HasSpace(wrapped))
        {
            return;
        }

        Volatile.Write(ref _producer.FullWaits, _producer.FullWaits + 1);
        AdvancedWaits.Wait(new SpaceOrCanceled(this, wrapped), Timeout.InfiniteTimeSpan);
        if (!HasSpace(wrapped))
        {
            ThrowCanceled();
        }
    }

    private bool HasSpace(long wrapped)
    {
        Sequence[] gating = Volatile.Read(ref _gating);
        if (gating.Length == 0)
        {
            // Not remembered: whoever joins next must be asked.
            return true;
        }

        long slowest = long.MaxValue;
        foreach (Sequence sequence in gating)
        {
            slowest = Math.Min(slowest, sequence.Value);
        }

        _producer.GatingSeen = slowest;
        return wrapped <= slowest;
    }

    private void SetToCursor(ReadOnlySpan<Sequence> sequences)
    {
        foreach (Sequence sequence in sequences)
        {
            sequence.SetValue(Cursor);
        }
    }

    private void CheckCount(int count)
    {
        if (count < 1 || count > BufferSize)
        {
            ThrowCount(count);
        }
    }

    [DoesNotReturn]
    private void ThrowCount(int count) =>
        throw new ArgumentOutOfRangeException(
            nameof(count),
            count,
            $"1 to {BufferSize} slots can be claimed at once."
        );

    [DoesNotReturn]
    private void ThrowGap(long low, long high) =>
        throw new ArgumentException(
            $"{low} to {high} cannot be published after {_cursor.OwnValue}.",
            nameof(low)
        );

    [DoesNotReturn]
    private static void ThrowCanceled() =>
        throw new OperationCanceledException("Claims were canceled while the producer waited for space.");

    private readonly struct SpaceOrCanceled(SingleProducerSequencer sequencer, long wrapped) : IWaitCondition
    {
        public bool IsMet() => sequencer.HasSpace(wrapped) || sequencer.AreClaimsCanceled;
    }

    // The producer's own: far from what others read all the time.
    [StructLayout(LayoutKind.Explicit, Size = 280)]
    private struct ProducerSide
    {
        /// <summary>The last sequence claimed.</summary>
        [FieldOffset(128)]
        public long Next;

        /// <summary>The slowest consumer, when last looked at.</summary>
        [FieldOffset(136)]
        public long GatingSeen;

        [FieldOffset(144)]
        public long FullWaits;
    }
}
