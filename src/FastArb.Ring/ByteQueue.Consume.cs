using System.Runtime.CompilerServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// Runs on the consumer's thread alone.
// Allocates nothing, does not throw; the bytes read belong to it until it releases them.
// A read costs the same however many records it gives.
public sealed unsafe partial class ByteQueue
{
    /// <summary>
    /// All whole records that lie together, back to back; false while there are none. Asked again before a
    /// release, it gives the same bytes and those that came after.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> bytes)
    {
        long next = _consumer.Next;
        long published = _published.Value;
        while (next != published)
        {
            long lapEnd = (next | (long)_mask) + 1;
            long end = Math.Min(published, lapEnd);
            long readTo = end;
            // Written before the published end of the lap was, and not again before this lap is left.
            if (end == lapEnd && _producer.SkippedFrom >= next && _producer.SkippedFrom < lapEnd)
            {
                end = _producer.SkippedFrom;
            }

            if (end != next)
            {
                _consumer.ReadTo = readTo;
                bytes = new ReadOnlySpan<byte>(_first + ((int)next & _mask), (int)(end - next));
                return true;
            }

            _consumer.ReadTo = readTo;
            Release();
            next = readTo;
        }

        bytes = default;
        return false;
    }

    /// <summary>Frees what the last read gave; its bytes must not be looked at any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        long next = _consumer.ReadTo;
        _consumer.Next = next;
        _released.SetValue(next);
        _producerWaits.Signal();
    }

    /// <summary>
    /// Waits until there is something to read. False when nothing will come: everything was released after
    /// the producer completed, or the queue was given up.
    /// </summary>
    public bool Wait() => Wait(Timeout.InfiniteTimeSpan);

    /// <summary>
    /// The same, but false also when the time ran out: then neither <see cref="IsDrained"/> nor
    /// <see cref="IsCanceled"/>.
    /// </summary>
    public bool Wait(TimeSpan timeout)
    {
        if (!IsCanceled && TryRead(out _))
        {
            return true;
        }

        _consumerWaits.Wait(new BytesOrEnd(this), timeout);
        return !IsCanceled && TryRead(out _);
    }

    private readonly struct BytesOrEnd(ByteQueue queue) : IWaitCondition
    {
        // The end first: what was published before it is then seen.
        public bool IsMet() =>
            queue.IsCanceled || Volatile.Read(ref queue._completed) || queue.TryRead(out _);
    }
}
