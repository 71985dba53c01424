using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>A lane as a consumer of the ring.</summary>
public readonly struct LaneConsumer(Lane lane) : IEventHandler<ChainEvent>
{
    public Lane Lane { get; } = lane;

    public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch) => Lane.On(in data);
}
