using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline;

/// <summary>
/// Keeps the market's root after each sealed block, and each time that a block is taken back.
/// </summary>
internal sealed class RootLog(string name) : LaneHandler(name)
{
    public List<(BlockIdentity Block, MarketUpdateKind Update, UInt128 Root)> Roots { get; } = [];

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind is MarketUpdateKind.BlockSealed or MarketUpdateKind.Undone or MarketUpdateKind.Lost)
        {
            Roots.Add((market.Head, update.Kind, market.Table.Root));
        }
    }

    public override void Save(BinaryWriter writer) => writer.Write(Roots.Count);

    public override void Load(BinaryReader reader) => _ = reader.ReadInt32();
}
