using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>A digest of everything that a handler can see: updates, roots at blocks, prices.</summary>
internal sealed class DigestHandler(string name) : LaneHandler(name)
{
    private ulong _digest;

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        Add((ulong)update.Kind);
        Add((ulong)update.Pool);
        Add((ulong)e.Sequence);
        foreach (int pool in market.Moved)
        {
            Add((ulong)pool);
        }

        if (update.Kind is not MarketUpdateKind.PoolChanged)
        {
            Add((ulong)market.Table.Root);
            foreach (Token token in market.Table.Plan.Tokens.All)
            {
                Add((ulong)market.Prices.UsdOf(token.Index));
            }
        }
    }

    public override void Save(BinaryWriter writer) => writer.Write(_digest);

    public override void Load(BinaryReader reader) => _digest = reader.ReadUInt64();

    private void Add(ulong word) => _digest = ulong.RotateLeft(_digest * 0x9E37_79B9_7F4A_7C15, 29) ^ word;
}
