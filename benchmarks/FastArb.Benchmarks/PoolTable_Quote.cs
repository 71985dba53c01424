using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>
/// Quotes of a pair, and of a concentrated pool with a tick initialized every 60, by how many of them are
/// crossed. The steps are known, but where the name says otherwise.
/// </summary>
[MemoryDiagnoser]
public class PoolTable_Quote
{
    private const int Count = 256;
    private const int Concentrated = 0;
    private const int Pair = 1;

    // About what moves the price by the first 60 ticks; each range further on has less liquidity.
    private const ulong TickAmount = 10_000_000_000_000_000_000;

    private readonly PoolTable _table = QuotePools.Table();
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly UInt256[] _inRange = QuotePools.Amounts(1, TickAmount / 10);
    private readonly UInt256[] _over1 = QuotePools.Amounts(2, TickAmount);
    private readonly UInt256[] _over5 = QuotePools.Amounts(3, 5 * (UInt128)TickAmount);
    private readonly UInt256[] _over10 = QuotePools.Amounts(4, (UInt128)TickAmount * 17 / 2);
    private readonly UInt256[] _over20 = QuotePools.Amounts(5, (UInt128)TickAmount * 29 / 2);
    private PoolChange _swapped = QuotePools.Price(7);
    private PoolChange _fee = new() { Kind = PoolChangeKind.Fee, FeePips = 3_000 };

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void In_range_token0() => Quote(Concentrated, zeroForOne: true, _inRange);

    [Benchmark(OperationsPerInvoke = Count)]
    public void In_range_token1() => Quote(Concentrated, zeroForOne: false, _inRange);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_1_tick() => Quote(Concentrated, zeroForOne: true, _over1);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_5_ticks() => Quote(Concentrated, zeroForOne: true, _over5);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_10_ticks() => Quote(Concentrated, zeroForOne: true, _over10);

    /// <summary>More than are remembered.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_20_ticks() => Quote(Concentrated, zeroForOne: true, _over20);

    /// <summary>A swap's log before each quote: only what the first step takes is computed anew.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_5_ticks_after_a_swap()
    {
        for (int i = 0; i < Count; i++)
        {
            _swapped.SqrtPriceX96 += UInt256.One;
            _table.Apply(Concentrated, in _swapped);
            _table.AmountOut(Concentrated, true, in _over5[i], out _results[i]);
        }
    }

    /// <summary>All steps forgotten before each quote.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Over_5_ticks_for_the_first_time()
    {
        for (int i = 0; i < Count; i++)
        {
            _fee.FeePips ^= 1;
            _table.Apply(Concentrated, in _fee);
            _table.AmountOut(Concentrated, true, in _over5[i], out _results[i]);
        }
    }

    /// <summary>The contract's loop, with the state after it.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Swap_over_5_ticks()
    {
        for (int i = 0; i < Count; i++)
        {
            SwapRequest request = new(true, (Int256)_over5[i], default);
            _table.Swap(Concentrated, in request, out SwapResult result);
            _results[i] = result.AmountOut;
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void In_range_exact_output()
    {
        for (int i = 0; i < Count; i++)
        {
            _table.AmountIn(Concentrated, true, in _inRange[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Pair_exact_input() => Quote(Pair, zeroForOne: true, _inRange);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Pair_exact_output()
    {
        for (int i = 0; i < Count; i++)
        {
            _table.AmountIn(Pair, true, in _inRange[i], out _results[i]);
        }
    }

    private void Quote(int pool, bool zeroForOne, UInt256[] amounts)
    {
        for (int i = 0; i < Count; i++)
        {
            _table.AmountOut(pool, zeroForOne, in amounts[i], out _results[i]);
        }
    }

    /// <summary>A concentrated pool around tick 7 and a pair, both at about one for one.</summary>
    private static class QuotePools
    {
        private const int Ranges = 40;

        // Each range adds as much: 60 ticks at the price then take TickAmount, nearly.
        private const ulong RangeLiquidity = 85_000_000_000_000_000;

        public static PoolTable Table()
        {
            TokenList tokens = new(
                [Token(1), Token(2)],
                ImmutableDictionary<string, ImmutableArray<string>>.Empty
            );
            Venue v3 = new("v3", new UniswapV3Kind(), Address.Zero, null, default, []);
            Venue v2 = new("v2", new UniswapV2Kind(), Address.Zero, null, SwapFee.Uniswap, []);
            Pool[] pools =
            [
                new(0, v3, Address.FromLowBits(1), 0, tokens[0], tokens[1], 3_000, 60),
                new(1, v2, Address.FromLowBits(2), 0, tokens[0], tokens[1], 0, 0),
            ];
            PoolTable table = new(new MarketPlan(1, tokens, [v3, v2], pools));
            PoolChange price = Price(7);
            UInt128 liquidity = (UInt128)RangeLiquidity * 1_000;
            table.Load(
                Concentrated,
                new PoolContent
                {
                    SqrtPriceX96 = price.SqrtPriceX96,
                    Tick = price.Tick,
                    Liquidity = liquidity * Ranges,
                    FeePips = 3_000,
                    Ticks =
                    [
                        .. Enumerable
                            .Range(-Ranges, 2 * Ranges)
                            .Select(place => new PoolTick(
                                (place + 1) * 60,
                                liquidity,
                                place < 0 ? (Int128)liquidity : -(Int128)liquidity
                            )),
                    ],
                }
            );
            table.Load(
                Pair,
                new PoolContent { Reserve0 = liquidity * Ranges, Reserve1 = liquidity * Ranges }
            );
            return table;
        }

        public static PoolChange Price(int tick)
        {
            _ = TickMath.TryRatioAtTick(tick, out UInt256 price);
            return new PoolChange
            {
                Kind = PoolChangeKind.Price,
                SqrtPriceX96 = price,
                Tick = tick,
                Liquidity = (UInt128)RangeLiquidity * 1_000 * Ranges,
            };
        }

        /// <summary>Up to an eighth more.</summary>
        public static UInt256[] Amounts(ulong seed, UInt128 amount)
        {
            Draws draws = new(seed);
            UInt256[] amounts = new UInt256[Count];
            for (int i = 0; i < Count; i++)
            {
                amounts[i] = amount + (amount / 8 * (draws.NextUInt64() >> 48) >> 16);
            }

            return amounts;
        }

        private static Token Token(uint number) =>
            new(0, $"token {number}", Address.FromLowBits(number), 18, CountsAsUsd: false);
    }
}
