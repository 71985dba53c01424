// Runs on the thread of its lane, or fused on the reader's; once per event. In steady state it may not
// allocate, lock, log or wait. Costs the market's work, and 2 ns and a virtual call for each handler.
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// A private copy of the market and the handlers that read it, all run by one thread in the order of events.
/// A handler that throws is out from that event on; the others do not notice.
/// </summary>
public sealed partial class Lane
{
    private readonly LaneHandler[] _handlers;

    // Of each handler, the first event that it does not get.
    private readonly long[] _outFrom;
    private readonly LaneOutbox _outbox;
    private bool _isAbandoned;
    private long _nextSequence;

    public Lane(
        string name,
        LiveMarket market,
        IEnumerable<LaneHandler> handlers,
        LaneOutbox outbox,
        IEnumerable<HandlerFault>? interventions = null
    )
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(outbox);
        Name = name;
        Market = market;
        _handlers = [.. handlers];
        _outbox = outbox;
        _outFrom = new long[_handlers.Length];
        _isPaused = new bool[_handlers.Length];
        Array.Fill(_outFrom, long.MaxValue);
        foreach (HandlerFault fault in interventions ?? [])
        {
            int at = Array.FindIndex(_handlers, handler => handler.Name == fault.Handler);
            if (at >= 0)
            {
                _outFrom[at] = Math.Min(_outFrom[at], fault.Sequence);
            }
        }
    }

    public string Name { get; }

    public LiveMarket Market { get; }

    public ImmutableArray<LaneHandler> Handlers => [.. _handlers];

    public LanePulse Pulse { get; } = new();

    /// <summary>The last block that was sealed here, and the market's root then. For other threads.</summary>
    public SealedRoots Roots { get; } = new();

    /// <summary>Times what it does; null: nobody wants to know, or events are not of now.</summary>
    public LaneMetrics? Metrics { get; set; }

    /// <summary>The next event that it has not taken. Any thread may ask.</summary>
    public long NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>The first event that a handler does not get; <see cref="long.MaxValue"/>: it is in.</summary>
    public long OutFrom(int handler) => Volatile.Read(ref _outFrom[handler]);

    /// <summary>
    /// From any thread: what it still does counts for nothing, and it takes no further event. Its thread
    /// cannot be stopped while a handler holds it.
    /// </summary>
    public void Abandon() => Volatile.Write(ref _isAbandoned, true);

    public bool IsAbandoned => Volatile.Read(ref _isAbandoned);

    /// <summary>Takes an event; one that it has taken already, from the disk, it skips.</summary>
    public void On(ref readonly ChainEvent e)
    {
        if (IsAbandoned || e.Sequence < _nextSequence)
        {
            return;
        }

        LaneMetrics? metrics = Metrics;
        metrics?.OnTaken(in e);
        MarketUpdate update = Market.On(in e);
        metrics?.OnEndOf(LaneStage.Apply, in e);
        if (HasWords(in update, in e))
        {
            // Before the handlers, so that one that hangs keeps no question back.
            _outbox.Take(this, e.Sequence);
        }

        if (update.Kind != MarketUpdateKind.None)
        {
            Hand(in update, in e);
            if (update.Kind == MarketUpdateKind.BlockSealed && !IsAbandoned)
            {
                Roots.Seal(Market.Head, Market.Table.Root);
            }
        }

        if (e.Kind == ChainEventKind.Command)
        {
            Obey(in e);
        }

        metrics?.OnEndOf(LaneStage.EndToEnd, in e);
        Volatile.Write(ref _nextSequence, e.Sequence + 1);
    }

    // Whether the market may have something to ask or to say: an answer that moves no pool leads to the next
    // question all the same, a log only where it puts its pool in doubt.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasWords(in MarketUpdate update, ref readonly ChainEvent e) =>
        e.Kind is not (ChainEventKind.Log or ChainEventKind.LogPart)
        || update.Kind is not (MarketUpdateKind.PoolChanged or MarketUpdateKind.None);

    private void Hand(in MarketUpdate update, ref readonly ChainEvent e)
    {
        int next = 0;
        while (next < _handlers.Length)
        {
            try
            {
                for (; next < _handlers.Length; next++)
                {
                    if (e.Sequence < _outFrom[next] && !_isPaused[next])
                    {
                        Pulse.Enter(e.Sequence, next);
                        _handlers[next].Handle(Market, in update, in e);
                        if (IsAbandoned)
                        {
                            return;
                        }
                    }
                }
            }
            catch (Exception thrown)
            {
                if (IsAbandoned)
                {
                    // The slot may be another event's by now.
                    return;
                }

                Quarantine(next, e.Sequence, thrown);
                next++;
            }
        }

        Pulse.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Quarantine(int handler, long sequence, Exception thrown)
    {
        Volatile.Write(ref _outFrom[handler], sequence);
        string reason = $"{thrown.GetType().Name}: {thrown.Message.ReplaceLineEndings(" ")}";
        _outbox.Post(new HandlerFault(_handlers[handler].Name, sequence, reason));
    }
}
