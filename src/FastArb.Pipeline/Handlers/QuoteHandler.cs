// Runs on its lane's thread, for each pool that changes. No allocation, no exceptions.
// Costs a nanosecond for each of its routes through the pool, and whoever asks first, the quotes of all.
using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// Looks at what each of its routes that a changed pool is on pays for a fixed input, exactly, and keeps a
/// digest of all that came out: what a strategy costs at least, without one.
/// </summary>
public sealed class QuoteHandler : LaneHandler
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private readonly RouteQuotes _quotesOfLane;

    // Pool after pool: which of the routes through the pool are its own, by their places among these.
    private readonly int[] _places;
    private readonly int[] _placesBegin;
    private ulong _digest;
    private long _quotes;
    private long _profits;

    /// <summary>Every route whose number leaves this share as the rest of a division by the shares.</summary>
    public QuoteHandler(string name, RouteQuotes quotes, int pools, int share = 0, int shares = 1)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(quotes);
        _quotesOfLane = quotes;
        _placesBegin = new int[pools + 1];
        List<int> places = [];
        for (int pool = 0; pool < pools; pool++)
        {
            ReadOnlySpan<int> routes = quotes.Routes.Through(pool);
            for (int place = 0; place < routes.Length; place++)
            {
                if (routes[place] % shares == share)
                {
                    places.Add(place);
                }
            }

            _placesBegin[pool + 1] = places.Count;
        }

        _places = [.. places];
    }

    /// <summary>How many routes it has looked at.</summary>
    public long Quotes => Volatile.Read(ref _quotes);

    /// <summary>How many of those gave more than went in.</summary>
    public long Profits => Volatile.Read(ref _profits);

    /// <summary>Of every quote so far, in order.</summary>
    public ulong Digest => Volatile.Read(ref _digest);

    /// <summary>As many of them as there are shares: together they look at every route once.</summary>
    public static ImmutableArray<HandlerPlan> Plans(MarketPlan plan, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(share => new HandlerPlan(
                    NameOf(share),
                    quotes => new QuoteHandler(NameOf(share), quotes, plan.Pools.Length, share, count)
                )),
        ];

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind == MarketUpdateKind.PoolChanged)
        {
            LookAtAllThrough(update.Pool, e.Sequence);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_digest);
        writer.Write(_quotes);
        writer.Write(_profits);
    }

    public override void Load(BinaryReader reader)
    {
        _digest = reader.ReadUInt64();
        _quotes = reader.ReadInt64();
        _profits = reader.ReadInt64();
    }

    /// <summary>What so many of them are called.</summary>
    public static ImmutableArray<string> Names(int count) => [.. Enumerable.Range(0, count).Select(NameOf)];

    private static string NameOf(int share) => $"quotes-{share + 1}";

    private void LookAtAllThrough(int pool, long sequence)
    {
        ReadOnlySpan<UInt256> amounts = _quotesOfLane.Through(pool, sequence);
        ReadOnlySpan<int> routes = _quotesOfLane.Routes.Through(pool);
        ReadOnlySpan<int> places = _places.AsSpan(_placesBegin[pool].._placesBegin[pool + 1]);
        ulong digest = _digest;
        long profits = 0;
        foreach (int place in places)
        {
            ref readonly UInt256 amount = ref amounts[place];
            profits += amount > _quotesOfLane.InputOf(routes[place]) ? 1 : 0;
            (ulong u0, ulong u1, ulong u2, _) = amount.Limbs;
            digest ^= u0 ^ ulong.RotateLeft(u1, 21) ^ ulong.RotateLeft(u2, 42) ^ (ulong)routes[place];
            digest *= Prime;
            digest ^= digest >> 29;
        }

        Volatile.Write(ref _digest, digest);
        Volatile.Write(ref _quotes, _quotes + places.Length);
        Volatile.Write(ref _profits, _profits + profits);
    }
}
