// Runs on its lane's thread, for each pool that changes. No allocation, no exceptions.
// Costs three exact quotes for each of its routes through the pool.
using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// Quotes a fixed input, exactly, through each of its routes that a changed pool is on, and keeps a digest of
/// all that came out: what a strategy costs at least, without one.
/// </summary>
public sealed class QuoteHandler : LaneHandler
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private readonly RouteTable _routes;

    // Pool after pool: its own routes among those through the pool.
    private readonly int[] _through;
    private readonly int[] _throughBegin;

    // Of each route, what goes in.
    private readonly UInt256[] _inputs;
    private ulong _digest;
    private long _quotes;
    private long _profits;

    /// <summary>Every route whose number leaves this share as the rest of a division by the shares.</summary>
    public QuoteHandler(string name, MarketPlan plan, RouteTable routes, int share = 0, int shares = 1)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(routes);
        _routes = routes;
        _inputs = [.. Enumerable.Range(0, routes.Count).Select(route => InputOf(routes.StartOf(route)))];
        _throughBegin = new int[plan.Pools.Length + 1];
        List<int> through = [];
        for (int pool = 0; pool < plan.Pools.Length; pool++)
        {
            foreach (int route in routes.Through(pool))
            {
                if (route % shares == share)
                {
                    through.Add(route);
                }
            }

            _throughBegin[pool + 1] = through.Count;
        }

        _through = [.. through];
    }

    /// <summary>How many routes it has quoted.</summary>
    public long Quotes => Volatile.Read(ref _quotes);

    /// <summary>How many of those gave more than went in.</summary>
    public long Profits => Volatile.Read(ref _profits);

    /// <summary>Of every quote so far, in order.</summary>
    public ulong Digest => Volatile.Read(ref _digest);

    /// <summary>As many of them as there are shares: together they quote every route once.</summary>
    public static ImmutableArray<HandlerPlan> Plans(MarketPlan plan, RouteTable routes, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(share => new HandlerPlan(
                    NameOf(share),
                    () => new QuoteHandler(NameOf(share), plan, routes, share, count)
                )),
        ];

    public override void Handle(LiveMarket market, in MarketUpdate update, ref readonly ChainEvent e)
    {
        if (update.Kind == MarketUpdateKind.PoolChanged)
        {
            QuoteAllThrough(market.Table, update.Pool);
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

    private static string NameOf(int share) => $"quotes-{share + 1}";

    // One whole token, or what there is of it where that is less than a thousand units.
    private static UInt256 InputOf(Token token)
    {
        UInt256 amount = UInt256.One;
        for (int i = 0; i < Math.Max(3, token.Decimals); i++)
        {
            amount *= new UInt256(10);
        }

        return amount;
    }

    private void QuoteAllThrough(PoolTable table, int pool)
    {
        ulong digest = _digest;
        long quotes = 0;
        long profits = 0;
        foreach (int route in _through.AsSpan(_throughBegin[pool].._throughBegin[pool + 1]))
        {
            UInt256 amount = _inputs[route];
            foreach (RouteLeg leg in _routes.Legs(route))
            {
                if (table.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out amount) != QuoteOutcome.Full)
                {
                    amount = default;
                    break;
                }
            }

            quotes++;
            profits += amount > _inputs[route] ? 1 : 0;
            (ulong u0, ulong u1, ulong u2, _) = amount.Limbs;
            digest =
                (digest ^ u0 ^ ulong.RotateLeft(u1, 21) ^ ulong.RotateLeft(u2, 42) ^ (ulong)route) * Prime;
            digest ^= digest >> 29;
        }

        Volatile.Write(ref _digest, digest);
        Volatile.Write(ref _quotes, _quotes + quotes);
        Volatile.Write(ref _profits, _profits + profits);
    }
}
