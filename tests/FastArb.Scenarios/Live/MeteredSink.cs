using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Scenarios.Live;

/// <summary>
/// Puts events into the ring, and reads what their thread has allocated at two of them: nothing in
/// between may
/// have added to it.
/// </summary>
internal struct MeteredSink(RingSink ring, MeteredSink.Reading reading) : IChainEventSink
{
    private RingSink _ring = ring;

    public ref ChainEvent Claim() => ref _ring.Claim();

    public readonly void Publish()
    {
        _ring.Publish();
        reading.Count++;
        if (reading.Count == reading.From)
        {
            reading.BytesBefore = GC.GetAllocatedBytesForCurrentThread();
        }
        else if (reading.Count == reading.To)
        {
            reading.BytesAfter = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    internal sealed class Reading(long from, long to)
    {
        public long From => from;

        public long To => to;

        public long Count { get; set; }

        public long BytesBefore { get; set; }

        public long BytesAfter { get; set; }
    }
}
