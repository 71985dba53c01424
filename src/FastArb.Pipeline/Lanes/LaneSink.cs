using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Pipeline;

// Runs on the reader's thread, for each event.
// May not allocate or lock; waits where the ring is full.
// Costs a claim, a publication and, fused, the lane's work.

/// <summary>
/// Where the sequencer's events go: into the ring, and from there to every lane; to a fused one at once, on
/// the reader's own thread.
/// </summary>
public struct LaneSink : IChainEventSink
{
    private readonly RingBuffer<ChainEvent> _ring;
    private readonly Lane? _fused;
    private long _claimed;

    public LaneSink(RingBuffer<ChainEvent> ring, Lane? fused)
    {
        _ring = ring;
        _fused = fused;
        _claimed = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ChainEvent Claim()
    {
        _claimed = _ring.Next();
        return ref _ring[_claimed];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Publish()
    {
        _ring.Publish(_claimed);
        _fused?.On(in _ring[_claimed]);
    }
}
