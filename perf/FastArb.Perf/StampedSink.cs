using System.Runtime.CompilerServices;
using FastArb.Chain;

namespace FastArb.Perf;

/// <summary>The handler of a fused lane: one slot, looked at as soon as it is published.</summary>
internal readonly struct StampedSink(EventClock clock) : IChainEventSink
{
    private readonly ChainEvent[] _slot = new ChainEvent[1];

    public ref ChainEvent Claim() => ref _slot[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish()
    {
        ref ChainEvent published = ref _slot[0];
        if (published.Kind == ChainEventKind.Log)
        {
            clock.OnLog(EventStamp.Of(ref published));
        }
    }
}
