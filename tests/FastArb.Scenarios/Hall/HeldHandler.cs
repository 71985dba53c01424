using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Scenarios.Hall;

/// <summary>Does not come back from the first block that is sealed, until the test lets it.</summary>
internal sealed class HeldHandler(ManualResetEventSlim held, ManualResetEventSlim release)
    : LaneHandler("held")
{
    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind == MarketUpdateKind.BlockSealed)
        {
            held.Set();
            release.Wait();
        }
    }

    public override void Save(BinaryWriter writer) { }

    public override void Load(BinaryReader reader) { }
}
