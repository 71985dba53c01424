using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// The one place that knows a kind of DEX: what its logs mean, how its pools are proven and read. A new kind
/// is a class of this sort; nothing else has to know of it.
/// </summary>
public abstract class VenueKind
{
    protected VenueKind(string name, PoolShape shape, ImmutableArray<UInt256> topics, GasUnits gas)
    {
        Name = name;
        Shape = shape;
        Topics = topics;
        Gas = gas;
    }

    public string Name { get; }

    public PoolShape Shape { get; }

    /// <summary>Topic 0 of each event that moves a pool's state: the kind's watch rule.</summary>
    public ImmutableArray<UInt256> Topics { get; }

    /// <summary>What a swap in one of its pools uses up.</summary>
    public GasUnits Gas { get; }

    /// <summary>
    /// What a log means, whose <see cref="ChainEvent.TopicIndex"/> counts in <see cref="Topics"/>. Hot: may
    /// not allocate or throw.
    /// </summary>
    public abstract LogFault Read(ref readonly ChainEvent log, out PoolChange change);

    /// <summary>
    /// Where the venue's pool of two tokens is, computed: the proof that a pool is the venue's. Needs the
    /// venue's <see cref="Venue.InitCodeHash"/>.
    /// </summary>
    public abstract Address PoolAddress(Venue venue, Address token0, Address token1, uint feePips);

    /// <summary>
    /// The question to the factory which pool it made of two tokens; the answer is an address.
    /// </summary>
    public abstract ContractCall FactoryQuestion(Venue venue, Address token0, Address token1, uint feePips);

    /// <summary>
    /// A made state of a pool, and a made log that may follow it, another one for each turn of 256: for
    /// trying a market out without a chain. Null: the kind has none.
    /// </summary>
    public virtual VenueExample? Example(Pool pool, int turn) => null;

    /// <summary>Begins to read a pool's whole state from a chain.</summary>
    public abstract PoolReading BeginReading(Pool pool);
}
