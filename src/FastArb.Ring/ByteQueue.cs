using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// One thread produces (Claim, Publish, Complete), one consumes (Wait, TryRead, Release).
// Neither allocates; the producer waits while the queue is full, and never overwrites or drops.
// Claim and publish cost some 6 ns beside the copy.
/// <summary>
/// A bounded queue of byte records between two threads. Records lie back to back as they were claimed, with
/// nothing between them, so that the consumer can write all that is there to a file at once; a record is
/// never cut, and says its own length if somebody must find its end. While every claim is a multiple of eight
/// bytes, every record begins at one.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue")]
public sealed unsafe partial class ByteQueue
{
    private const int Alignment = 64;
    private const int CapacityMin = 64;

    // Pinned for the queue's life: the field keeps it, the pointer uses it.
    [SuppressMessage("Roslynator", "RCS1213", Justification = "Keeps the memory alive")]
    [SuppressMessage("Style", "IDE0052", Justification = "Keeps the memory alive")]
    private readonly byte[] _memory;
    private readonly byte* _first;
    private readonly int _mask;
    private readonly Sequence _published = new(0);
    private readonly Sequence _released = new(0);
    private readonly WaitingRoom _consumerWaits;
    private readonly WaitingRoom _producerWaits;
    private bool _completed;
    private bool _canceled;
    private ProducerSide _producer;
    private ConsumerSide _consumer;

    /// <summary>Of so many bytes, a power of two.</summary>
    public ByteQueue(int capacity, WaitStyle waitStyle)
    {
        if (capacity < CapacityMin || !BitOperations.IsPow2(capacity))
        {
            throw new ArgumentException(
                $"The capacity must be a power of two and at least {CapacityMin} bytes, not {capacity}.",
                nameof(capacity)
            );
        }

        Capacity = capacity;
        _mask = capacity - 1;
        // Cache lines of its own: nothing else lies before the first byte or after the last.
        _memory = GC.AllocateArray<byte>(capacity + (3 * Alignment), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _first = (byte*)((start + (2 * Alignment) - 1) & ~(nint)(Alignment - 1));
        _producer.SkippedFrom = -1;
        _consumerWaits = new WaitingRoom(waitStyle);
        _producerWaits = new WaitingRoom(waitStyle);
    }

    public int Capacity { get; }

    /// <summary>How often the producer found the queue full and waited. Any thread may ask.</summary>
    public long FullWaits => Volatile.Read(ref _producer.FullWaits);

    /// <summary>How long it waited in all. Any thread may ask.</summary>
    public long FullWaitNanoseconds => Volatile.Read(ref _producer.FullWaitNanoseconds);

    /// <summary>The producer has completed and everything was released. Any thread may ask.</summary>
    public bool IsDrained => Volatile.Read(ref _completed) && IsEmpty;

    /// <summary>Everything published so far was released. Any thread may ask.</summary>
    public bool IsEmpty => _released.Value == _published.Value;

    /// <summary>Whether somebody gave the queue up.</summary>
    public bool IsCanceled => Volatile.Read(ref _canceled);

    /// <summary>
    /// Gives the queue up, from any thread: whoever waits stops waiting. For a consumer that fails, so that
    /// the producer does not wait for it for ever.
    /// </summary>
    public void Cancel()
    {
        Volatile.Write(ref _canceled, true);
        _consumerWaits.Signal();
        _producerWaits.Signal();
    }

    // What one side writes lies far from what the other one does.
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct ProducerSide
    {
        /// <summary>Where the next record goes; counts on over all laps.</summary>
        [FieldOffset(128)]
        public long Next;

        /// <summary>What the consumer has released, when last looked at.</summary>
        [FieldOffset(136)]
        public long ReleasedSeen;

        [FieldOffset(144)]
        public int Claimed;

        [FieldOffset(152)]
        public long FullWaits;

        [FieldOffset(160)]
        public long FullWaitNanoseconds;

        /// <summary>
        /// Where the records of a lap ended because the next one did not fit. Read by the consumer, which has
        /// left the lap before the next one's end is written.
        /// </summary>
        [FieldOffset(256)]
        public long SkippedFrom;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct ConsumerSide
    {
        /// <summary>Everything before it is released.</summary>
        [FieldOffset(128)]
        public long Next;

        /// <summary>What the next release frees up to.</summary>
        [FieldOffset(136)]
        public long ReadTo;
    }
}
