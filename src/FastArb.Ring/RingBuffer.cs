using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// The producer's members run on its thread; the indexer on those of whoever holds the sequence.
// Allocates nothing after its construction; bounded, never overwrites, never drops.
// A hop to a spinning thread takes some 0.1 us.
/// <summary>
/// Slots that one producer fills in order and any number of consumers read, each at its own pace. The words
/// are the Disruptor's (<c>ValueRingBuffer</c> of disruptor-net). Slots are allocated once and pinned, begin
/// on a cache line, and have nothing else near them.
/// </summary>
public sealed unsafe class RingBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private const int Padding = 2 * Alignment;

    // Pinned for the ring's life: the field keeps it, the pointer uses it.
    [SuppressMessage("Style", "IDE0052", Justification = "Keeps the memory alive")]
    private readonly byte[] _memory;
    private readonly T* _slots;
    private readonly long _mask;
    private readonly SingleProducerSequencer _sequencer;

    public RingBuffer(int bufferSize, WaitStyle waitStyle)
    {
        _sequencer = new SingleProducerSequencer(bufferSize, waitStyle);
        _mask = bufferSize - 1;
        long bytes = ((long)bufferSize * sizeof(T)) + (2 * Padding) + Alignment;
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{bufferSize} slots of {sizeof(T)} bytes are more than an array can hold.",
                nameof(bufferSize)
            );
        }

        _memory = GC.AllocateArray<byte>((int)bytes, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _slots = (T*)((start + Padding + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    public SingleProducerSequencer Sequencer => _sequencer;

    public int BufferSize => _sequencer.BufferSize;

    /// <summary>The last sequence published.</summary>
    public long Cursor => _sequencer.Cursor;

    /// <summary>The slot of a sequence that the caller has claimed, or that its barrier gave it.</summary>
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _slots[sequence & _mask];
    }

    /// <summary>
    /// A published slot, copied, for whoever the producer does not wait for. False where it is not there yet,
    /// or not for certain any more: the last quarter of the ring is left to a producer that goes on
    /// meanwhile.
    /// </summary>
    public bool TryCopy(long sequence, out T slot)
    {
        if (sequence > Cursor)
        {
            slot = default;
            return false;
        }

        slot = this[sequence];
        Interlocked.MemoryBarrier();
        return Cursor - sequence < BufferSize - ((BufferSize + 3) / 4);
    }

    /// <inheritdoc cref="SingleProducerSequencer.Next()"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next() => _sequencer.Next();

    /// <inheritdoc cref="SingleProducerSequencer.Next(int)"/>
    public long Next(int count) => _sequencer.Next(count);

    /// <inheritdoc cref="SingleProducerSequencer.TryNext(int, out long)"/>
    public bool TryNext(out long sequence) => _sequencer.TryNext(1, out sequence);

    /// <inheritdoc cref="SingleProducerSequencer.TryNext(int, out long)"/>
    public bool TryNext(int count, out long sequence) => _sequencer.TryNext(count, out sequence);

    /// <inheritdoc cref="SingleProducerSequencer.Publish(long)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => _sequencer.Publish(sequence);

    /// <inheritdoc cref="SingleProducerSequencer.Publish(long, long)"/>
    public void Publish(long low, long high) => _sequencer.Publish(low, high);

    /// <inheritdoc cref="SingleProducerSequencer.Complete"/>
    public void Complete() => _sequencer.Complete();

    /// <summary>What a consumer waits at: for the producer, or for all of these consumers.</summary>
    public SequenceBarrier NewBarrier(params ReadOnlySpan<Sequence> dependsOn) => new(_sequencer, dependsOn);

    /// <summary>
    /// What a consumer in no hurry waits at, whatever the ring's style: it sleeps a millisecond at a time, so
    /// that it neither spins beside those that do, nor costs the producer a waking.
    /// </summary>
    public SequenceBarrier NewPatientBarrier() => new(_sequencer, [], new WaitingRoom(WaitStyle.Sleeping));

    /// <inheritdoc cref="SingleProducerSequencer.AddGatingSequences"/>
    public void AddGatingSequences(params ReadOnlySpan<Sequence> sequences) =>
        _sequencer.AddGatingSequences(sequences);

    /// <inheritdoc cref="SingleProducerSequencer.RemoveGatingSequence"/>
    public bool RemoveGatingSequence(Sequence sequence) => _sequencer.RemoveGatingSequence(sequence);

    /// <inheritdoc cref="SingleProducerSequencer.GetRemainingCapacity"/>
    public long GetRemainingCapacity() => _sequencer.GetRemainingCapacity();
}
