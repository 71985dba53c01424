using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;

namespace FastArb.Perf;

/// <summary>
/// A market in which the two pools of the sender's logs are each on exactly twelve routes of three legs: six
/// tokens in the middle, either way round. Through the pair that makes 36 quotes of constant-product pools;
/// through the concentrated pool a third of them is its own.
/// </summary>
internal sealed class PipelineMarket
{
    public const int HandlerCount = 12;

    private const int MiddleTokens = 6;
    private const int Spacing = 60;
    private const uint FeePips = 3_000;
    private const long SealQuietNs = 500_000_000;

    // What the recorded pools hold, so that amounts on the way are as large as they are there: the pair has
    // 193 dollars and 39 of a token of 18 decimals, the other one a token of 18 and one of 6.
    private static readonly UInt128 s_pair0 = 1_935_000_000_000;
    private static readonly UInt128 s_pair1 = 391_500_000_000_000_000;
    private static readonly UInt128 s_range0 = 1_000_000_000_000_000_000;
    private static readonly UInt128 s_range1 = 3_118_000_000;
    private static readonly UInt128 s_million = 1_000_000;

    private readonly List<Token> _tokens = [];
    private readonly List<Pool> _pools = [];
    private readonly List<PoolContent> _contents = [];

    private readonly Venue _pairs = new("pairs", new UniswapV2Kind(), default, null, SwapFee.Uniswap, []);
    private readonly Venue _ranges = new("ranges", new UniswapV3Kind(), default, null, default, []);

    private readonly BlockIdentity _before;

    public PipelineMarket(RecordedFrames recorded)
    {
        _before = BlockImage.Before(recorded);
        Address pair = Address.Parse(BlockImage.TextAt(recorded.Sync, "address"));
        Address range = Address.Parse(BlockImage.TextAt(recorded.Swap, "address"));
        Surround(6, 18, s_pair0, s_pair1 * s_million, (in0, in1) => AddPair(0, 1, pair, in0, in1));
        Surround(14, 6, s_range0 * s_million, s_range1 * s_million, (_, _) => AddRange(range));
        TokenList tokens = new(_tokens, ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        Market = new MarketPlan(1, tokens, [_pairs, _ranges], _pools);
        Routes = RouteSearch.Find(
            Market,
            new RouteSearchOptions
            {
                HopsMax = 3,
                StartLists =
                [
                    [.. Market.Tokens.All],
                ],
            }
        );
        for (int pool = 0; pool < Market.Pools.Length; pool++)
        {
            bool isOfLogs = pool % (1 + (2 * MiddleTokens)) == 0;
            if (isOfLogs && Routes.Through(pool).Length != 2 * MiddleTokens)
            {
                throw new InvalidOperationException($"{Routes.Through(pool).Length} routes through {pool}");
            }
        }
    }

    public MarketPlan Market { get; }

    public RouteTable Routes { get; }

    public EnginePlan Plan(LanePlan lanes, params ReadOnlySpan<HandlerPlan> last) =>
        new(
            Market,
            Routes,
            // Half a second of silence before a block is sealed, as a machine that stops the sender for 50 ms
            // inside of a block would turn the rest of it into late logs.
            new FeedPlan(Market.ToWatchRules())
            {
                Order = new BlockOrderOptions { SealQuietNs = SealQuietNs, Start = _before },
            },
            [.. QuoteHandler.Plans(Market, HandlerCount), .. last],
            lanes
        )
        {
            Loading = new LiveMarketOptions { AuditBlocks = 0 },
            Genesis = new MarketGenesis(_before, [.. _contents.Select((content, pool) => (pool, content))]),
        };

    // Two tokens, the pool between them, and what closes its loops: tokens that are worth what the second is.
    private void Surround(
        int decimals0,
        int decimals1,
        UInt128 reserve0,
        UInt128 reserve1,
        Action<UInt128, UInt128> addPool
    )
    {
        int first = _tokens.Count;
        for (int i = 0; i < 2 + MiddleTokens; i++)
        {
            int number = _tokens.Count;
            int decimals = i == 0 ? decimals0 : decimals1;
            _tokens.Add(
                new Token(number, $"T{number}", Address.FromLowBits((UInt256)(number + 1)), decimals, false)
            );
        }

        addPool(reserve0, reserve1);
        for (int middle = first + 2; middle < first + 2 + MiddleTokens; middle++)
        {
            AddPair(first, middle, Numbered(), reserve0, reserve1);
            AddPair(first + 1, middle, Numbered(), reserve1, reserve1);
        }
    }

    private void AddPair(int token0, int token1, Address address, UInt128 reserve0, UInt128 reserve1)
    {
        _contents.Add(new PoolContent { Reserve0 = reserve0, Reserve1 = reserve1 });
        _pools.Add(
            new Pool(_pools.Count, _pairs, address, default, _tokens[token0], _tokens[token1], FeePips, 0)
        );
    }

    private void AddRange(Address address)
    {
        const int first = 2 + MiddleTokens;
        UInt128 everywhere = 1_000_000_000_000_000_000;
        _contents.Add(
            new PoolContent
            {
                SqrtPriceX96 = UInt256.One << 96,
                Liquidity = everywhere,
                FeePips = FeePips,
                Ticks =
                [
                    new PoolTick(TickMath.MinTick / Spacing * Spacing, everywhere, (Int128)everywhere),
                    new PoolTick(TickMath.MaxTick / Spacing * Spacing, everywhere, -(Int128)everywhere),
                ],
            }
        );
        _pools.Add(
            new Pool(
                _pools.Count,
                _ranges,
                address,
                default,
                _tokens[first],
                _tokens[first + 1],
                FeePips,
                Spacing
            )
        );
    }

    private Address Numbered() => Address.FromLowBits((UInt256)(1_000_000 + _pools.Count));
}
