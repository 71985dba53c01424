using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline.Control;

/// <summary>Counts what it gets, and remembers from where to where.</summary>
internal sealed class CountingHandler(string name) : LaneHandler(name)
{
    private long _sum;

    public long Count { get; private set; }

    public long First { get; private set; } = -1;

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        First = First < 0 ? e.Sequence : First;
        Count++;
        _sum = unchecked((_sum * 31) + e.Sequence);
    }

    public override void Save(BinaryWriter writer) => writer.Write(_sum);

    public override void Load(BinaryReader reader) => _sum = reader.ReadInt64();
}
