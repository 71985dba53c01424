using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.Pipeline;

/// <summary>Compares every pool with the truth after each block that the truth knows.</summary>
internal sealed class TruthHandler(RecordedTruth truth) : LaneHandler("truth")
{
    public int Blocks { get; private set; }

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (
            update.Kind != MarketUpdateKind.BlockSealed
            || truth.Find(market.Head.Hash) is not RecordedTruth.TrueBlock block
        )
        {
            return;
        }

        Blocks++;
        for (int pool = 0; pool < block.Pools.Length; pool++)
        {
            Assert.Null(market.Table.ContentOf(pool).DifferenceFrom(block.Pools[pool]));
        }
    }

    public override void Save(BinaryWriter writer) { }

    public override void Load(BinaryReader reader) { }
}
