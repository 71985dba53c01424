using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// Runs on the producer's thread alone; waits where the queue is full, and counts that.
// Allocates nothing; throws only for a length that can never fit, and when the queue was given up.
// Some 6 ns a record beside the copy.
public sealed unsafe partial class ByteQueue
{
    /// <summary>
    /// Contiguous space for the next record; waits while there is none. Claiming again before publishing
    /// forgets the former claim.
    /// </summary>
    /// <exception cref="ArgumentException">Such a record never fits.</exception>
    /// <exception cref="OperationCanceledException">The queue was given up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Claim(int length)
    {
        if (!FitsHere(length))
        {
            MakeRoom(length);
        }

        return Take(length);
    }

    /// <summary>The same without waiting: false while there is no space.</summary>
    /// <exception cref="ArgumentException">Such a record never fits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(int length, out Span<byte> bytes)
    {
        if (!FitsHere(length) && (IsCanceled || !HasRoom(length)))
        {
            bytes = default;
            return false;
        }

        bytes = Take(length);
        return true;
    }

    /// <summary>The record claimed last is whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish() => Advance(_producer.Claimed);

    /// <summary>The record claimed last is whole, and shorter than was claimed.</summary>
    public void Publish(int length)
    {
        if ((uint)length > (uint)_producer.Claimed)
        {
            ThrowPublishedTooMuch(length);
        }

        Advance(length);
    }

    /// <summary>Nothing more comes; the consumer reads what is there, and then its waits end.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        _consumerWaits.Signal();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool FitsHere(int length)
    {
        long next = _producer.Next;
        int left = Capacity - ((int)next & _mask);
        // One comparison for both ends: a length below 1 is huge when unsigned.
        return (uint)(length - 1) < (uint)left && next + length <= _producer.ReleasedSeen + Capacity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int length)
    {
        _producer.Claimed = length;
        return new Span<byte>(_first + ((int)_producer.Next & _mask), length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(int length)
    {
        long next = _producer.Next + length;
        _producer.Next = next;
        _producer.Claimed = 0;
        _published.SetValue(next);
        _consumerWaits.Signal();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom(int length)
    {
        if (HasRoom(length))
        {
            return;
        }

        long began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _producer.FullWaits, _producer.FullWaits + 1);
        _producerWaits.Wait(new RoomOrCanceled(this, length), Timeout.InfiniteTimeSpan);
        long waited = (long)Stopwatch.GetElapsedTime(began).TotalNanoseconds;
        Volatile.Write(
            ref _producer.FullWaitNanoseconds,
            _producer.FullWaitNanoseconds + Math.Max(1, waited)
        );
        if (!FitsHere(length))
        {
            ThrowCanceled();
        }
    }

    // Also goes to the next lap where the record does not fit before this one's end. The rest of the lap is
    // handed over at once: a record as long as the queue needs the consumer to leave the lap.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoom(int length)
    {
        if (length < 1 || length > Capacity)
        {
            ThrowNeverFits(length);
        }

        _producer.ReleasedSeen = _released.Value;
        long next = _producer.Next;
        int at = (int)next & _mask;
        if (length > Capacity - at)
        {
            long lap = next - at;
            if (_producer.ReleasedSeen < lap)
            {
                // The consumer may still need to know where the former lap ended.
                return false;
            }

            _producer.SkippedFrom = next;
            _producer.Next = lap + Capacity;
            _published.SetValue(lap + Capacity);
            _consumerWaits.Signal();
        }

        return FitsHere(length);
    }

    [DoesNotReturn]
    private void ThrowNeverFits(int length) =>
        throw new ArgumentException(
            $"A record of {length} bytes never fits into a queue of {Capacity}; 1 to {Capacity} do.",
            nameof(length)
        );

    [DoesNotReturn]
    private void ThrowPublishedTooMuch(int length) =>
        throw new ArgumentException(
            $"{length} bytes cannot be published where {_producer.Claimed} were claimed.",
            nameof(length)
        );

    [DoesNotReturn]
    private static void ThrowCanceled() =>
        throw new OperationCanceledException("The queue was given up while its producer waited for space.");

    private readonly struct RoomOrCanceled(ByteQueue queue, int length) : IWaitCondition
    {
        public bool IsMet() => queue.IsCanceled || queue.HasRoom(length);
    }
}
