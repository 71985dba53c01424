using FastArb.Chain;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// Insists on every event, in order, and keeps what it saw in one number. Something may happen before
/// it does:
/// that is what tests make a culprit of.
/// </summary>
internal sealed class TallyHandler(string name, Action<long>? before = null) : LaneHandler(name)
{
    private long _next;
    private UInt128 _seen;

    public static HandlerPlan Plan(int number, Action<long>? before = null)
    {
        string name = $"tally-{number}";
        return new HandlerPlan(name, () => new TallyHandler(name, before));
    }

    /// <summary>What a handler of a lane would save.</summary>
    public static byte[] BytesOf(LaneHandler handler)
    {
        using MemoryStream bytes = new();
        using (BinaryWriter writer = new(bytes))
        {
            handler.Save(writer);
        }

        return bytes.ToArray();
    }

    public long Count => Volatile.Read(ref _next);

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        before?.Invoke(e.Sequence);
        if (e.Sequence != _next)
        {
            throw new InvalidDataException($"event {e.Sequence} where {_next} was due");
        }

        _seen = (_seen * 31) ^ (UInt128)e.Words[1] ^ market.Table.Root;
        Volatile.Write(ref _next, _next + 1);
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_next);
        writer.Write((ulong)_seen);
        writer.Write((ulong)(_seen >> 64));
    }

    public override void Load(BinaryReader reader)
    {
        _next = reader.ReadInt64();
        _seen = reader.ReadUInt64();
        _seen |= (UInt128)reader.ReadUInt64() << 64;
    }
}
