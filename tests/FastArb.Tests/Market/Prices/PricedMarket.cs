using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Tests.Market.Prices;

/// <summary>Dollars of 6 and of 18 decimals, and tokens against them, in pools that tests fill.</summary>
internal sealed class PricedMarket
{
    private static readonly Venue s_pairs = new(
        "pairs",
        new UniswapV2Kind(),
        default,
        InitCodeHash: null,
        SwapFee.Uniswap,
        []
    );

    private static readonly Venue s_ranges = new(
        "ranges",
        new UniswapV3Kind(),
        default,
        InitCodeHash: null,
        SwapFee.Uniswap,
        [new FeeTier(3000, 60)]
    );

    private readonly List<Pool> _pools = [];
    private PoolTable? _table;
    private TokenPrices? _prices;

    public PricedMarket()
    {
        Tokens = new TokenList(
            [
                new Token(0, "USDC", AddressOf(1), 6, CountsAsUsd: true),
                new Token(0, "DAI", AddressOf(2), 18, CountsAsUsd: true),
                new Token(0, "WETH", AddressOf(3), 18, CountsAsUsd: false),
                new Token(0, "WBTC", AddressOf(4), 8, CountsAsUsd: false),
                new Token(0, "AAVE", AddressOf(5), 18, CountsAsUsd: false),
                new Token(0, "FAR", AddressOf(6), 18, CountsAsUsd: false),
            ],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
    }

    public TokenList Tokens { get; }

    public PoolTable Table =>
        _table ??= new PoolTable(new MarketPlan(137, Tokens, [s_pairs, s_ranges], _pools));

    public TokenPrices Prices =>
        _prices ??= new TokenPrices(Table, new TokenPricesOptions { NativeToken = Index("WETH") });

    public int Index(string token) => Tokens.Named(token)[0].Index;

    /// <summary>A pair of two tokens; their order is that of their addresses.</summary>
    public int AddPair(string a, string b) => Add(s_pairs, a, b, 0);

    public int AddRange(string a, string b) => Add(s_ranges, a, b, 60);

    public void Fill(int pool, UInt128 reserve0, UInt128 reserve1)
    {
        Table.Load(pool, new PoolContent { Reserve0 = reserve0, Reserve1 = reserve1 });
    }

    public void Fill(int pool, UInt256 sqrtPriceX96, UInt128 liquidity)
    {
        TickMath.TryTickAtRatio(in sqrtPriceX96, out int tick);
        Table.Load(
            pool,
            new PoolContent
            {
                SqrtPriceX96 = sqrtPriceX96,
                Tick = tick,
                Liquidity = liquidity,
                FeePips = 3000,
            }
        );
    }

    /// <summary>Whole tokens, and so many billionths.</summary>
    public static UInt128 Units(decimal tokens, int decimals) =>
        (UInt128)(UInt256)(tokens * 1_000_000_000m) * Power(decimals) / 1_000_000_000;

    /// <summary>Rounded to billionths: ratios are cut off behind the 18th decimal.</summary>
    public static decimal Dollars(UInt128 price) =>
        (decimal)((price + 500_000_000) / 1_000_000_000) / 1_000_000_000m;

    private static UInt128 Power(int exponent) =>
        Enumerable.Repeat((UInt128)10, exponent).Aggregate((UInt128)1, (a, b) => a * b);

    private static Address AddressOf(int number) => Address.FromLowBits(new UInt256((ulong)number));

    private int Add(Venue venue, string a, string b, int spacing)
    {
        Token first = Tokens.Named(a)[0];
        Token second = Tokens.Named(b)[0];
        (Token token0, Token token1) = first.Address < second.Address ? (first, second) : (second, first);
        _pools.Add(
            new Pool(
                _pools.Count,
                venue,
                AddressOf(100 + _pools.Count),
                default,
                token0,
                token1,
                3000,
                spacing
            )
        );
        return _pools.Count - 1;
    }
}
