using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Perf;

/// <summary>The last handler of a lane: when it is called, all others are through with the event.</summary>
internal sealed class ClockHandler(EventClock clock) : LaneHandler("clock")
{
    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind == MarketUpdateKind.PoolChanged)
        {
            clock.OnLog(EventStamp.Of(in e));
        }
    }

    public override void Save(BinaryWriter writer) { }

    public override void Load(BinaryReader reader) { }
}
