using FastArb.Chain;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// What runs on a lane, inline, beside others: it sees every event that did something to the market, in
/// order. Single-threaded, no clock, no I/O: the same events give the same results on any lane.
/// </summary>
public abstract class LaneHandler(string name)
{
    /// <summary>Unique in an engine; reports, quarantines and the recording name it.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// An event, after the market has taken it. States inside a block may be looked at; only a sealed one
    /// decides. What it throws ends it, and nothing else.
    /// </summary>
    public abstract void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e);

    /// <summary>
    /// Everything that it has kept from events so far, such that equal states give equal bytes.
    /// </summary>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Takes what <see cref="Save"/> wrote; it goes on as the other would have.</summary>
    public abstract void Load(BinaryReader reader);
}
