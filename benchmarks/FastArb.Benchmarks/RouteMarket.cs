using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>A market for routes: pools are added, then all of them loaded.</summary>
internal sealed class RouteMarket
{
    private const uint FeePips = 500;
    private const int Spacing = 10;

    private static readonly Venue s_pairs = new(
        "pairs",
        new UniswapV2Kind(),
        Address.Zero,
        null,
        SwapFee.Uniswap,
        []
    );

    private static readonly Venue s_concentrated = new(
        "concentrated",
        new UniswapV3Kind(),
        Address.Zero,
        null,
        default,
        []
    );

    private readonly List<Pool> _pools = [];
    private readonly List<PoolContent> _contents = [];

    public RouteMarket(int tokens)
    {
        Tokens = new TokenList(
            Enumerable.Range(0, tokens).Select(i => new Token(i, $"T{i}", Numbered(i + 1), 18, false)),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
    }

    public TokenList Tokens { get; }

    /// <summary>A pair with this price of the token of the lower number in the other one.</summary>
    public RouteLeg AddPair(int tokenIn, int tokenOut, double price, double depth)
    {
        _contents.Add(
            new PoolContent
            {
                Reserve0 = (UInt128)(depth / Math.Sqrt(price)),
                Reserve1 = (UInt128)(depth * Math.Sqrt(price)),
            }
        );
        return Add(s_pairs, tokenIn, tokenOut, 0, 0);
    }

    /// <summary>A pool with ticks in even distances of so many spacings.</summary>
    public RouteLeg AddConcentrated(int tokenIn, int tokenOut, double price, double depth, int distance)
    {
        const int ranges = 60;
        UInt256 root = (UInt256)(Math.Sqrt(price) * Math.Pow(2, 96));
        TickMath.TryTickAtRatio(in root, out int tick);
        int width = distance * Spacing;
        int lowest = (tick / width * width) - (ranges / 2 * width);
        Int128 liquidity = (Int128)depth;
        List<PoolTick> ticks = [];
        for (int i = 0; i <= ranges; i++)
        {
            // From range to range a little more, so that each tick has a net.
            Int128 below = i == 0 ? 0 : liquidity + (i * liquidity / 100);
            Int128 above = i == ranges ? 0 : liquidity + ((i + 1) * liquidity / 100);
            ticks.Add(new PoolTick(lowest + (i * width), (UInt128)(above + below), above - below));
        }

        Int128 inRange = 0;
        foreach (PoolTick at in ticks.Where(at => at.Tick <= tick))
        {
            inRange += at.Net;
        }

        _contents.Add(
            new PoolContent
            {
                SqrtPriceX96 = root,
                Tick = tick,
                Liquidity = (UInt128)inRange,
                FeePips = FeePips,
                Ticks = [.. ticks],
            }
        );
        return Add(s_concentrated, tokenIn, tokenOut, FeePips, Spacing);
    }

    public PoolTable ToTable()
    {
        PoolTable table = new(new MarketPlan(137, Tokens, [s_pairs, s_concentrated], _pools));
        for (int i = 0; i < _contents.Count; i++)
        {
            table.Load(i, _contents[i]);
        }

        return table;
    }

    private RouteLeg Add(Venue venue, int tokenIn, int tokenOut, uint feePips, int spacing)
    {
        int index = _pools.Count;
        _pools.Add(
            new Pool(
                index,
                venue,
                Numbered(1_000_000 + index),
                UInt256.Zero,
                Tokens[Math.Min(tokenIn, tokenOut)],
                Tokens[Math.Max(tokenIn, tokenOut)],
                feePips,
                spacing
            )
        );
        return new RouteLeg(index, tokenIn < tokenOut);
    }

    private static Address Numbered(int number) => Address.FromLowBits(new UInt256((ulong)number));
}
