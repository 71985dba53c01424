using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline.Instruments;

/// <summary>Does nothing, unless its name says that it throws at the second sealed block.</summary>
internal sealed class PlannedHandler(string name) : LaneHandler(name)
{
    public const string Throws = "throws";

    private int _sealed;

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (Name == Throws && update.Kind == MarketUpdateKind.BlockSealed && ++_sealed == 2)
        {
            throw new InvalidDataException("as planned");
        }
    }

    public override void Save(BinaryWriter writer) => writer.Write(_sealed);

    public override void Load(BinaryReader reader) => _sealed = reader.ReadInt32();
}
