using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>A lane that has a thread, and its place in the ring.</summary>
internal sealed class LaneThread(RingBuffer<ChainEvent> ring, Lane lane)
{
    // So that a lane's progress is seen while it works through much.
    private const int BatchMax = 256;

    private readonly BatchEventProcessor<ChainEvent, LaneConsumer> _processor = new(
        ring,
        ring.NewBarrier(),
        new LaneConsumer(lane),
        BatchMax
    );
    private Thread? _thread;
    private int _number;
    private volatile bool _isInRing;

    public Lane Lane => lane;

    /// <summary>
    /// Published events that it has not taken, and that the reader may not overwrite; 0 while it is not
    /// in the
    /// ring.
    /// </summary>
    public long Lag => _isInRing ? ring.Cursor - _processor.Sequence.Value : 0;

    /// <summary>For how long its thread wanted a core and had none.</summary>
    public long StarvedNs => ThreadShare.WaitedNs(Volatile.Read(ref _number));

    /// <summary>
    /// Takes its place: the reader waits for it from now on. Gives the first event that it finds there.
    /// </summary>
    public long JoinRing()
    {
        ring.AddGatingSequences(_processor.Sequence);
        if (lane.IsAbandoned)
        {
            // It was detached before it had a place to be detached from.
            ring.RemoveGatingSequence(_processor.Sequence);
        }

        _isInRing = true;
        return _processor.Sequence.Value + 1;
    }

    /// <summary>
    /// From another thread: nobody waits for it any more, and what it still does is nothing.
    /// </summary>
    public void Detach()
    {
        lane.Abandon();
        ring.RemoveGatingSequence(_processor.Sequence);
        _processor.Halt();
        ThreadShare.TryHoldShort(Volatile.Read(ref _number));
    }

    /// <summary>Its core is for another thread now; no cores: it stays where it is.</summary>
    public void LeaveCoreFor(ImmutableArray<int> others)
    {
        int number = Volatile.Read(ref _number);
        if (number != 0 && !others.IsEmpty)
        {
            CorePinning.TryKeep(number, others);
        }
    }

    /// <summary>Starts its thread, which does something first and then takes events from the ring.</summary>
    public void Start(EngineThreads threads, int? core, Action? first = null) =>
        _thread = threads.Start(lane.Name, () => Run(first), core);

    /// <summary>
    /// Waits until its thread has ended; false where that took longer, or where nobody waits any more:
    /// then the
    /// lane is abandoned.
    /// </summary>
    public bool TryJoin(TimeSpan limit)
    {
        if (lane.IsAbandoned)
        {
            return false;
        }

        bool isWaited = limit == Timeout.InfiniteTimeSpan || limit > TimeSpan.Zero;
        if (_thread is null || _thread.Join(isWaited ? limit : TimeSpan.Zero))
        {
            return true;
        }

        Detach();
        return false;
    }

    private void Run(Action? first)
    {
        Volatile.Write(ref _number, ThreadShare.OwnNumber());
        try
        {
            first?.Invoke();
            _processor.Run();
        }
        catch (Exception) when (lane.IsAbandoned)
        {
            // It may have read a slot that was overwritten meanwhile. Nobody counts on it any more.
        }
    }
}
