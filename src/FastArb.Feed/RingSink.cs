using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Feed;

/// <summary>Puts events into a ring, one at a time: who waits behind it shall not wait for a batch.</summary>
public struct RingSink : IChainEventSink
{
    private readonly RingBuffer<ChainEvent> _ring;
    private long _claimed;

    public RingSink(RingBuffer<ChainEvent> ring) => _ring = ring;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ChainEvent Claim()
    {
        _claimed = _ring.Next();
        return ref _ring[_claimed];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Publish() => _ring.Publish(_claimed);
}
