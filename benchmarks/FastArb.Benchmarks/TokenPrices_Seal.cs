using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>The prices of eight tokens at a sealed block, by 84 pairs of which some have changed.</summary>
[MemoryDiagnoser]
public class TokenPrices_Seal
{
    private const int TokenCount = 8;
    private const int Venues = 3;

    private readonly PoolTable _pools;
    private readonly TokenPrices _prices;
    private readonly Draws _draws = new(1);
    private long _block;

    public TokenPrices_Seal()
    {
        TokenList tokens = new(
            Enumerable
                .Range(0, TokenCount)
                .Select(i => new Token(i, $"T{i}", Address.FromLowBits((ulong)i + 1), 18, i < 2)),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Venue[] venues =
        [
            .. Enumerable
                .Range(0, Venues)
                .Select(i => new Venue($"v{i}", new UniswapV2Kind(), default, null, SwapFee.Uniswap, [])),
        ];
        List<Pool> pools = [];
        foreach (Venue venue in venues)
        {
            for (int a = 0; a < TokenCount; a++)
            {
                for (int b = a + 1; b < TokenCount; b++)
                {
                    Address address = Address.FromLowBits((ulong)pools.Count + 100);
                    pools.Add(new Pool(0, venue, address, default, tokens[a], tokens[b], 3000, 0));
                }
            }
        }

        _pools = new PoolTable(new MarketPlan(137, tokens, venues, pools));
        _prices = new TokenPrices(_pools);
        Change(pools.Count);
    }

    /// <summary>Pools that changed in the block.</summary>
    [Params(0, 20)]
    public int Changed { get; set; }

    [Benchmark]
    public UInt128 Seal()
    {
        Change(Changed);
        _prices.Seal(++_block);
        return _prices.UsdOf(TokenCount - 1);
    }

    /// <summary>What the changes alone cost.</summary>
    [Benchmark]
    public void ChangeAlone() => Change(Changed);

    private void Change(int count)
    {
        for (int i = 0; i < count; i++)
        {
            PoolChange change = new()
            {
                Kind = PoolChangeKind.Reserves,
                Reserve0 = (UInt128)1_000_000_000_000_000_000 * (1 + (_draws.NextUInt64() % 1_000)),
                Reserve1 = (UInt128)1_000_000_000_000_000_000 * (1 + (_draws.NextUInt64() % 1_000)),
            };
            int pool = i % _pools.Plan.Pools.Length;
            if (_pools.StatusOf(pool) == PoolStatus.Live)
            {
                _pools.Apply(pool, in change);
            }
            else
            {
                _pools.Load(pool, new PoolContent { Reserve0 = change.Reserve0, Reserve1 = change.Reserve1 });
            }
        }
    }
}
