using System.Runtime.CompilerServices;
using FastArb.Ring.Internals;

namespace FastArb.Ring;

// Waits on the consumer's thread; cancels on any.
// Allocates nothing, does not throw; sleeps only where the ring's wait style does.
// A few loads where something is there.
/// <summary>What a consumer waits at: the producer's cursor, or the consumers that go before it.</summary>
public sealed class SequenceBarrier
{
    private readonly SingleProducerSequencer _sequencer;
    private readonly SequenceBarrier? _outer;

    // One of those waited for apart from the rest: nearly always it is the only one.
    private readonly Sequence _first;
    private readonly Sequence[] _others;
    private readonly WaitingRoom _room;
    private bool _canceled;

    internal SequenceBarrier(
        SingleProducerSequencer sequencer,
        ReadOnlySpan<Sequence> dependsOn,
        WaitingRoom? room = null
    )
    {
        _sequencer = sequencer;
        _first = dependsOn.IsEmpty ? sequencer.CursorSequence : dependsOn[0];
        _others = dependsOn.IsEmpty ? [] : [.. dependsOn[1..]];
        _room = room ?? (dependsOn.IsEmpty ? sequencer.PublishedWaits : sequencer.AdvancedWaits);
    }

    // Waits for the same, ends with the outer one, and can be canceled alone.
    internal SequenceBarrier(SequenceBarrier outer)
    {
        _sequencer = outer._sequencer;
        _outer = outer;
        _first = outer._first;
        _others = outer._others;
        _room = outer._room;
    }

    /// <summary>Processing was canceled here.</summary>
    public bool IsCanceled =>
        Volatile.Read(ref _canceled) || (_outer is not null && Volatile.Read(ref _outer._canceled));

    internal bool IsCanceledAlone => Volatile.Read(ref _canceled);

    internal SingleProducerSequencer Sequencer => _sequencer;

    /// <summary>
    /// Waits for this sequence and gives the last one that is there; one before it when nothing will come:
    /// processing was canceled, or the producer has completed and this is beyond its last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long WaitFor(long sequence)
    {
        long available = Available();
        return available >= sequence && !IsCanceled ? available : WaitLonger(sequence);
    }

    /// <summary>The producer has completed, and this is beyond its last.</summary>
    public bool HasEnded(long sequence) => _sequencer.IsCompleted && _sequencer.Cursor < sequence;

    /// <summary>From any thread: whoever waits here stops waiting, and so does whoever comes.</summary>
    public void CancelProcessing()
    {
        Volatile.Write(ref _canceled, true);
        _room.Signal();
    }

    /// <summary>It may be waited here again.</summary>
    public void ResetProcessing() => Volatile.Write(ref _canceled, false);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long WaitLonger(long sequence)
    {
        _room.Wait(new ThereOrEnd(this, sequence), Timeout.InfiniteTimeSpan);
        long available = Available();
        return available < sequence || IsCanceled ? sequence - 1 : available;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Available()
    {
        long available = _first.Value;
        foreach (Sequence other in _others)
        {
            available = Math.Min(available, other.Value);
        }

        return available;
    }

    private readonly struct ThereOrEnd(SequenceBarrier barrier, long sequence) : IWaitCondition
    {
        public bool IsMet() =>
            barrier.Available() >= sequence || barrier.IsCanceled || barrier.HasEnded(sequence);
    }
}
